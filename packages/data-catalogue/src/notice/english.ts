import { logDays, recordingDays } from "../periods.ts";
import { list, paragraph, present, type WriteNotice } from "./fixed-sections.ts";

export const writeEnglish: WriteNotice = (operator, version) => {
  const { organisation, contact, dataProtectionContact, supervisoryAuthority } = operator;
  return {
    title: "Privacy notice",
    contentsTitle: "Contents",
    inShort: {
      title: "In short",
      items: [
        "You start the remote support, you decide what can be seen, and you end it at any time with the off button, on most computers also with the F11 key.",
        `Every session is recorded so that misuse can be clarified. From the first moment the recording is locked for everybody, ${organisation} included.`,
        "It is opened only if you complain: with your code, and by two auditors together. Anything else is a rare exception that you can see.",
        `It is destroyed after ${recordingDays} days at the latest, unless a complaint or review is still open then, and you can check that.`,
        "Your data goes to no other company and to no country outside the European Union. There is no advertising, no analysis and no foreign service.",
      ],
    },
    beforeChapters: [
      {
        id: "controller",
        title: "Who is responsible",
        blocks: present(
          paragraph(`The controller of this remote support is ${organisation}.`),
          paragraph(
            contact === undefined
              ? "Your technician tells you the address on the phone."
              : `This is how to reach us: ${contact}`,
          ),
          paragraph(
            dataProtectionContact === undefined
              ? "Please send questions about data protection to the data protection officer at the same address."
              : `Data protection officer: ${dataProtectionContact}`,
          ),
        ),
      },
      {
        id: "decision",
        title: "What you decide",
        blocks: [
          paragraph(
            "Remote support is voluntary. If you do not want it, we go on helping you on the phone; you have no disadvantage.",
          ),
          list(
            "Nothing happens without your yes: the program asks you before every session, and no consent is ticked in advance.",
            "You choose whether the whole screen, one screen or single windows only can be seen, and whether we may only watch or also control. You can change or pause both at any time.",
            "You can withdraw your consent for the future at any time: by ending the session, on the receipt page of the rescue portal, or through the hotline. What happened until then remains lawful.",
            "Every session is recorded. If you do not want that, please do not start one. Nobody deletes a finished recording early, not even on request: so nobody can remove traces either.",
          ),
          paragraph(
            "Before the session, close what nobody shall see, such as banking pages, health data or private messages. We never ask for passwords or PINs.",
          ),
        ],
      },
    ],
    chapters: {
      visit: {
        title: "When you visit the rescue portal",
        intro:
          "The pages set no cookies on your computer, load nothing from foreign servers and count no visitors. Click an entry to read everything about it.",
      },
      session: {
        title: "During the session",
        intro: "These are needed for your computer and your technician's to find each other.",
      },
      recording: {
        title: "The recording",
        intro:
          "What passes through our server is recorded in encrypted form at the same moment. Afterwards the server itself can no longer read what it has written. Sound is not recorded.",
      },
      complaint: {
        title: "Complaint, opening and destruction",
        intro:
          "Whether and when your recording was opened, and that it is destroyed, you see on the receipt page. Without your code it takes the approval of three auditors, one of them from outside; that, too, is shown to you there.",
      },
      computer: { title: "What is on your computer only", intro: "We do not learn this." },
      staff: {
        title: "For all who work with remote support",
        intro:
          "This is about technicians and auditors. Recordings are not used to monitor performance or behaviour; in them and on receipts stands a pseudonym.",
      },
      operation: {
        title: "Running the servers",
        intro: `We delete the servers' logs after ${logDays} days. They contain no network addresses.`,
      },
    },
    afterChapters: [
      {
        id: "recipients",
        title: "Who receives your data",
        blocks: [
          paragraph(
            `Nobody but ${organisation}. Picture and data pass through our own servers in the European Union only. We hand nothing on to third parties, transfer nothing to third countries and include no foreign services.`,
          ),
          paragraph(
            "Where courts or authorities demand something by law, we examine that. Even then a recording can be opened by several auditors together only, and the public log shows it.",
          ),
        ],
      },
      {
        id: "automation",
        title: "No automated decisions",
        blocks: [
          paragraph(
            "No program makes decisions about you, and nobody makes a profile of you (Art. 22 GDPR). Recordings are neither searched nor analysed nor used to train programs.",
          ),
        ],
      },
      {
        id: "rights",
        title: "Your rights",
        blocks: [
          list(
            "Access and copy (Art. 15 GDPR): with number and code of your receipt you see and save on the receipt page, at once, what the rescue portal knows about your session.",
            "Rectification (Art. 16): if something is wrong, we correct it.",
            "Erasure (Art. 17): we erase at the times named here by ourselves, and earlier on request as far as the data is not needed as a proof or to settle claims.",
            "Restriction (Art. 18): you can demand that we keep data but do not use it. For recordings that is so from the beginning; by a complaint you keep them past their day of destruction.",
            "Portability (Art. 20): there you also get your data as a file that programs can read.",
            "Objection (Art. 21): where we rely on a legitimate interest, you can object on grounds relating to your particular situation.",
            "Withdrawal (Art. 7(3)): you can take back a consent for the future at any time.",
          ),
          paragraph(
            "Without the receipt we usually cannot find your session, because your name stands with no session (Art. 11 GDPR). So keep the receipt well.",
          ),
        ],
      },
      {
        id: "authority",
        title: "Complaint to the supervisory authority",
        blocks: [
          paragraph(
            supervisoryAuthority === undefined
              ? "You can complain to any data protection authority, for example that of the place where you live (Art. 77 GDPR)."
              : `You can complain to any data protection authority (Art. 77 GDPR). In charge of us is: ${supervisoryAuthority}`,
          ),
        ],
      },
      {
        id: "changes",
        title: "This version",
        blocks: [
          paragraph(
            `This notice is made from the same catalogue by which our programs store and delete. Every change gets a new version; which one applied to your session stands in its course. This is version ${version}.`,
          ),
        ],
      },
    ],
  };
};
