import { logDays, recordingDays } from "../periods.ts";
import { list, paragraph, present, type WriteNotice } from "./fixed-sections.ts";

export const writeGerman: WriteNotice = (operator, version) => {
  const { organisation, contact, dataProtectionContact, supervisoryAuthority } = operator;
  return {
    title: "Datenschutzhinweise",
    contentsTitle: "Inhalt",
    inShort: {
      title: "Das Wichtigste in Kürze",
      items: [
        "Sie beginnen die Ferndiagnose, Sie bestimmen, was zu sehen ist, und Sie beenden sie jederzeit mit dem Aus-Knopf, auf den meisten Computern auch mit der Taste F11.",
        `Jede Sitzung wird aufgezeichnet, damit sich ein Missbrauch aufklären lässt. Die Aufzeichnung ist vom ersten Moment an für alle verschlossen, auch für ${organisation}.`,
        "Geöffnet wird sie nur, wenn Sie sich beschweren: mit Ihrem Code und von zwei Prüfern gemeinsam. Alles andere ist eine seltene, für Sie sichtbare Ausnahme.",
        `Spätestens nach ${recordingDays} Tagen wird sie vernichtet, außer eine Beschwerde oder Prüfung ist dann noch offen, und Sie können das nachprüfen.`,
        "Ihre Daten gehen an keine anderen Unternehmen und in kein Land außerhalb der Europäischen Union. Es gibt keine Werbung, keine Auswertung und keine fremden Dienste.",
      ],
    },
    beforeChapters: [
      {
        id: "controller",
        title: "Wer verantwortlich ist",
        blocks: present(
          paragraph(`Verantwortlich für die Ferndiagnose ist ${organisation}.`),
          paragraph(
            contact === undefined
              ? "Die Anschrift nennt Ihnen Ihre Beraterin oder Ihr Berater am Telefon."
              : `So erreichen Sie uns: ${contact}`,
          ),
          paragraph(
            dataProtectionContact === undefined
              ? "Fragen zum Datenschutz richten Sie bitte unter derselben Anschrift an die oder den Datenschutzbeauftragten."
              : `Datenschutzbeauftragte oder Datenschutzbeauftragter: ${dataProtectionContact}`,
          ),
        ),
      },
      {
        id: "decision",
        title: "Was Sie entscheiden",
        blocks: [
          paragraph(
            "Die Ferndiagnose ist freiwillig. Wenn Sie sie nicht möchten, beraten wir Sie am Telefon weiter; Nachteile haben Sie davon nicht.",
          ),
          list(
            "Ohne Ihr Ja geschieht nichts: Vor jeder Sitzung fragt Sie das Programm, und keine Zustimmung ist schon angekreuzt.",
            "Sie wählen, ob der ganze Bildschirm, ein Bildschirm oder nur einzelne Fenster zu sehen sind, und ob nur zugesehen oder auch bedient werden darf. Beides können Sie jederzeit ändern oder anhalten.",
            "Ihre Einwilligung können Sie jederzeit für die Zukunft widerrufen: durch Beenden der Sitzung, auf der Quittungsseite des Rettungsportals oder über die Hotline. Was bis dahin geschah, bleibt rechtmäßig.",
            "Aufgezeichnet wird jede Sitzung. Wenn Sie das nicht möchten, beginnen Sie bitte keine. Eine fertige Aufzeichnung löscht vorzeitig niemand, auch nicht auf Wunsch: So kann auch niemand Spuren beseitigen.",
          ),
          paragraph(
            "Schließen Sie vor der Sitzung, was niemand sehen soll, zum Beispiel Bankseiten, Gesundheitsdaten oder private Nachrichten. Nach Kennwörtern und PINs fragen wir nie.",
          ),
        ],
      },
    ],
    chapters: {
      visit: {
        title: "Wenn Sie das Rettungsportal besuchen",
        intro:
          "Die Seiten setzen bei Ihnen keine Cookies, laden nichts von fremden Servern und zählen keine Besucher. Klicken Sie auf einen Eintrag, um alles darüber zu lesen.",
      },
      session: {
        title: "Während der Sitzung",
        intro:
          "Damit Ihr Computer und der Ihrer Beraterin oder Ihres Beraters zusammenfinden, braucht es diese Angaben.",
      },
      recording: {
        title: "Die Aufzeichnung",
        intro:
          "Was über unseren Server läuft, wird im selben Moment verschlüsselt aufgezeichnet. Der Server kann danach selbst nicht mehr lesen, was er geschrieben hat. Ton wird nicht aufgezeichnet.",
      },
      complaint: {
        title: "Beschwerde, Öffnung und Vernichtung",
        intro:
          "Ob und wann Ihre Aufzeichnung geöffnet wurde und dass sie vernichtet ist, sehen Sie auf der Quittungsseite. Ohne Ihren Code geht es nur, wenn drei Prüfer zustimmen, darunter eine Person von außerhalb; auch das wird Ihnen dort angezeigt.",
      },
      computer: {
        title: "Was nur auf Ihrem Computer ist",
        intro: "Das erfahren wir nicht.",
      },
      staff: {
        title: "Für alle, die mit der Ferndiagnose arbeiten",
        intro:
          "Diese Angaben betreffen Beraterinnen und Berater, Prüferinnen und Prüfer. Aufzeichnungen werden nicht zur Kontrolle von Leistung oder Verhalten benutzt; in ihnen und auf Quittungen steht ein Deckname.",
      },
      operation: {
        title: "Betrieb der Server",
        intro: `Betriebsprotokolle löschen wir nach ${logDays} Tagen. Netzwerkadressen stehen nicht darin.`,
      },
    },
    afterChapters: [
      {
        id: "recipients",
        title: "Wer Ihre Daten bekommt",
        blocks: [
          paragraph(
            `Niemand außer ${organisation}. Bild und Daten laufen nur über unsere eigenen Server in der Europäischen Union. Wir geben nichts an Dritte weiter, übermitteln nichts in Drittländer und binden keine fremden Dienste ein.`,
          ),
          paragraph(
            "Verlangen Gerichte oder Behörden etwas auf gesetzlicher Grundlage, prüfen wir das. Auch dann lässt sich eine Aufzeichnung nur von mehreren Prüfern gemeinsam öffnen, und das steht im öffentlichen Protokoll.",
          ),
        ],
      },
      {
        id: "automation",
        title: "Keine automatischen Entscheidungen",
        blocks: [
          paragraph(
            "Kein Programm trifft Entscheidungen über Sie, und niemand bildet ein Profil von Ihnen (Art. 22 DSGVO). Aufzeichnungen werden weder durchsucht noch ausgewertet noch zum Anlernen von Programmen benutzt.",
          ),
        ],
      },
      {
        id: "rights",
        title: "Ihre Rechte",
        blocks: [
          list(
            "Auskunft und Kopie (Art. 15 DSGVO): Mit Nummer und Code Ihrer Quittung sehen und speichern Sie auf der Quittungsseite sofort, was das Rettungsportal über Ihre Sitzung weiß.",
            "Berichtigung (Art. 16): Stimmt etwas nicht, berichtigen wir es.",
            "Löschung (Art. 17): Wir löschen zu den genannten Zeiten von selbst und auf Verlangen früher, soweit die Angaben nicht zum Nachweis oder zur Klärung von Ansprüchen gebraucht werden.",
            "Einschränkung (Art. 18): Sie können verlangen, dass wir Daten aufheben, aber nicht benutzen. Für Aufzeichnungen gilt das von Anfang an; mit einer Beschwerde halten Sie sie über den Tag der Vernichtung hinaus fest.",
            "Mitnahme (Art. 20): Ihre Daten bekommen Sie dort auch als Datei, die Programme lesen können.",
            "Widerspruch (Art. 21): Wo wir uns auf ein berechtigtes Interesse stützen, können Sie aus Gründen, die in Ihrer besonderen Lage liegen, widersprechen.",
            "Widerruf (Art. 7 Abs. 3): Eine Einwilligung können Sie jederzeit für die Zukunft zurücknehmen.",
          ),
          paragraph(
            "Ohne Quittung können wir Ihre Sitzung meist nicht finden, weil Ihr Name bei keiner Sitzung steht (Art. 11 DSGVO). Heben Sie die Quittung deshalb gut auf.",
          ),
        ],
      },
      {
        id: "authority",
        title: "Beschwerde bei der Aufsichtsbehörde",
        blocks: [
          paragraph(
            supervisoryAuthority === undefined
              ? "Sie können sich bei jeder Datenschutz-Aufsichtsbehörde beschweren, zum Beispiel bei der Ihres Wohnorts (Art. 77 DSGVO)."
              : `Sie können sich bei jeder Datenschutz-Aufsichtsbehörde beschweren (Art. 77 DSGVO). Für uns zuständig ist: ${supervisoryAuthority}`,
          ),
        ],
      },
      {
        id: "changes",
        title: "Diese Fassung",
        blocks: [
          paragraph(
            `Diese Hinweise werden aus demselben Verzeichnis erzeugt, nach dem unsere Programme speichern und löschen. Jede Änderung bekommt eine neue Fassung; welche bei Ihrer Sitzung galt, steht in deren Ablauf. Dies ist die Fassung ${version}.`,
          ),
        ],
      },
    ],
  };
};
