import type { LegalBlock } from "./legal-text.ts";
import type { WriteTerms } from "./terms-texts.ts";

const text = (words: string): LegalBlock => ({ kind: "text", text: words });
const list = (...items: string[]): LegalBlock => ({ kind: "list", items });

export const writeEnglishTerms: WriteTerms = (organisation) => ({
  title: "Terms of use",
  versionLine: "Version of 22 November 2026 (no. 2)",
  contentsTitle: "Contents",
  inShort: {
    title: "In short",
    items: [
      "Remote support is voluntary. You start it, you decide how far it goes, you end it.",
      "The red off button ends everything at once, and on most computers so does the F11 key.",
      "Please stay at the computer, and close beforehand what nobody shall see.",
      "Nobody asks you for passwords, PINs, TANs or payments during remote support. If somebody does: end the session.",
      "Every session is recorded and locked at once.",
    ],
  },
  sections: [
    {
      id: "service",
      title: "What this is about",
      blocks: [
        text(
          `These terms apply when ${organisation} helps you by remote support: while you are on the phone, a technician sees on your computer what you show, and controls it with you if you allow that.`,
        ),
        text(
          "We help as well as we can. We cannot promise that every problem can be solved this way. There is no right to remote support being available at any time.",
        ),
        text(
          "The program is free of charge for you. Whether the advice costs anything we tell you on the phone before the session begins.",
        ),
      ],
    },
    {
      id: "start",
      title: "How a session comes about",
      blocks: [
        list(
          "You call and are given a session key of seven digits. It is good once, and for ten minutes.",
          "You enter it on the rescue portal yourself. Only then is there a program and a connection.",
          "The program shows you who would like to help you, and a check code. Compare it on the phone.",
          "You agree or refuse. If you refuse, the session is over and nothing has been seen.",
        ),
        text(
          "Please call only the number that you know to be ours. We do not call you unasked in order to access your computer.",
        ),
      ],
    },
    {
      id: "decisions",
      title: "What you decide",
      blocks: [
        list(
          "What can be seen: everything, one screen, or single windows.",
          "Whether we may only watch or also control. Control ends by itself after 30 minutes, or after 5 minutes in which you do nothing yourself; one click extends it.",
          "When to pause. During a pause nothing can be seen and nothing can be controlled.",
          "When it is over: the off button, on most computers the F11 key, closing the window, or pulling the plug.",
        ),
        text("The technician can ask for more. Without your yes nothing changes; no answer counts as no."),
      ],
    },
    {
      id: "your-part",
      title: "What we ask of you",
      blocks: [
        list(
          "Allow access only to computers that you may decide about. If it belongs to somebody else, such as your employer, ask there first.",
          "Stay at the computer and watch.",
          "Close beforehand what shall not be shown, also what belongs to other people.",
          "Back up important data before anything is changed.",
          "Enter your password yourself where one is needed, and pause while you do.",
          "Keep the receipt. Only with the number and code on it can you complain later.",
        ),
      ],
    },
    {
      id: "our-part",
      title: "What we keep to",
      blocks: [
        list(
          "We do only what belongs to your concern, and tell you what we do.",
          "We do not look at files, pictures or messages that have nothing to do with it.",
          "We never ask for passwords, PINs, TANs or account details, and make no payments.",
          "We install nothing that would allow access later without you.",
          "We record every session, and use the recording for nothing but clarifying misuse. Everything else is in the privacy notice.",
        ),
      ],
    },
    {
      id: "program",
      title: "The program",
      blocks: [
        text(
          "You may use the program for your remote support. It needs no administrator's rights, does not start by itself, and connects only when you enter a key. After the session the downloaded program removes itself again, unless you keep it.",
        ),
        text(
          "Download it from the rescue portal only. A version that calls itself a test build is not meant for real sessions.",
        ),
      ],
    },
    {
      id: "liability",
      title: "Liability",
      blocks: [
        text(
          "For intent and gross negligence, for harm to life, body and health, and under product liability law we are liable without limit. For slight negligence we are liable only where we breach a duty that you may rely on and without which remote support misses its purpose, and then for the typical, foreseeable damage.",
        ),
        text("If data is lost, the damage comprises the effort of restoring it from a customary backup."),
      ],
    },
    {
      id: "misuse",
      title: "When something is wrong",
      blocks: [
        text(
          "If you have the impression that something happened that you did not want, end the session and complain with your receipt on the rescue portal. Two auditors together then look into the recording.",
        ),
        text(
          "Whoever uses remote support to harm others, to pose as somebody else, or to attack the technology is excluded from it.",
        ),
      ],
    },
    {
      id: "final",
      title: "Finally",
      blocks: [
        text(
          "For each session the version applies that you agree to before it; which one it was stands in the session's course. German law applies. If you live in another country of the European Union, you keep the protection that its mandatory law gives you.",
        ),
        text("If one of these terms is invalid, the law applies in its place; the others remain."),
      ],
    },
  ],
});
