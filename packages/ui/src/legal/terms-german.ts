import type { LegalBlock } from "./legal-text.ts";
import type { WriteTerms } from "./terms-texts.ts";

const text = (words: string): LegalBlock => ({ kind: "text", text: words });
const list = (...items: string[]): LegalBlock => ({ kind: "list", items });

export const writeGermanTerms: WriteTerms = (organisation) => ({
  title: "Nutzungsbedingungen",
  versionLine: "Fassung vom 22. November 2026 (Nr. 2)",
  contentsTitle: "Inhalt",
  inShort: {
    title: "Das Wichtigste in Kürze",
    items: [
      "Die Ferndiagnose ist freiwillig. Sie beginnen sie, Sie bestimmen den Umfang, Sie beenden sie.",
      "Der rote Aus-Knopf beendet sofort alles, auf den meisten Computern auch die Taste F11.",
      "Bitte bleiben Sie am Computer und schließen Sie vorher, was niemand sehen soll.",
      "Nach Kennwörtern, PINs, TANs oder Zahlungen fragt Sie in der Ferndiagnose niemand. Fragt doch jemand danach: beenden Sie die Sitzung.",
      "Jede Sitzung wird aufgezeichnet und sofort verschlossen.",
    ],
  },
  sections: [
    {
      id: "service",
      title: "Worum es geht",
      blocks: [
        text(
          `Diese Bedingungen gelten, wenn Ihnen ${organisation} mit der Ferndiagnose hilft: Während Sie telefonieren, sieht eine Beraterin oder ein Berater auf Ihrem Computer, was Sie zeigen, und bedient ihn mit, wenn Sie das erlauben.`,
        ),
        text(
          "Wir helfen nach Kräften. Dass sich jedes Problem auf diesem Weg lösen lässt, können wir nicht versprechen. Ein Recht darauf, dass die Ferndiagnose jederzeit erreichbar ist, besteht nicht.",
        ),
        text(
          "Das Programm ist für Sie kostenlos. Ob die Beratung etwas kostet, sagen wir Ihnen am Telefon, bevor die Sitzung beginnt.",
        ),
      ],
    },
    {
      id: "start",
      title: "So kommt eine Sitzung zustande",
      blocks: [
        list(
          "Sie rufen an und bekommen einen siebenstelligen Sitzungsschlüssel. Er gilt einmal und zehn Minuten lang.",
          "Sie geben ihn selbst auf dem Rettungsportal ein. Erst dann gibt es ein Programm und eine Verbindung.",
          "Das Programm zeigt Ihnen, wer Ihnen helfen möchte, und einen Prüfcode. Vergleichen Sie ihn am Telefon.",
          "Sie stimmen zu oder lehnen ab. Lehnen Sie ab, ist die Sitzung zu Ende, ohne dass etwas zu sehen war.",
        ),
        text(
          "Rufen Sie bitte nur die Nummer an, die Sie von uns kennen. Wir rufen Sie nicht unaufgefordert an, um auf Ihren Computer zuzugreifen.",
        ),
      ],
    },
    {
      id: "decisions",
      title: "Was Sie bestimmen",
      blocks: [
        list(
          "Was zu sehen ist: alles, ein Bildschirm oder einzelne Fenster.",
          "Ob nur zugesehen oder auch bedient werden darf. Die Bedienung endet von selbst nach 30 Minuten, oder nach 5 Minuten, in denen Sie selbst nichts tun; mit einem Klick verlängern Sie sie.",
          "Wann Pause ist. In der Pause ist nichts zu sehen und nichts zu bedienen.",
          "Wann Schluss ist: der Aus-Knopf, auf den meisten Computern die Taste F11, das Schließen des Fensters oder der Netzstecker.",
        ),
        text(
          "Die Beraterin oder der Berater kann um mehr bitten. Ohne Ihr Ja ändert sich nichts; keine Antwort gilt als Nein.",
        ),
      ],
    },
    {
      id: "your-part",
      title: "Worum wir Sie bitten",
      blocks: [
        list(
          "Erlauben Sie den Zugriff nur auf Computer, über die Sie bestimmen dürfen. Gehört er jemand anderem, zum Beispiel Ihrem Arbeitgeber, fragen Sie dort vorher.",
          "Bleiben Sie am Computer und sehen Sie zu.",
          "Schließen Sie vorher, was nicht gezeigt werden soll, auch von anderen Menschen.",
          "Sichern Sie wichtige Daten, bevor etwas geändert wird.",
          "Geben Sie Ihr Kennwort selbst ein, wenn eines gebraucht wird, und machen Sie dabei eine Pause.",
          "Heben Sie die Quittung auf. Nur mit Nummer und Code darauf können Sie sich später beschweren.",
        ),
      ],
    },
    {
      id: "our-part",
      title: "Woran wir uns halten",
      blocks: [
        list(
          "Wir tun nur, was zu Ihrem Anliegen gehört, und sagen Ihnen, was wir tun.",
          "Wir sehen uns keine Dateien, Bilder oder Nachrichten an, die nichts damit zu tun haben.",
          "Wir fragen nie nach Kennwörtern, PINs, TANs oder Kontodaten und lösen keine Zahlungen aus.",
          "Wir richten nichts ein, womit man später ohne Sie zugreifen könnte.",
          "Wir zeichnen jede Sitzung auf und nutzen die Aufzeichnung zu nichts anderem als zur Aufklärung eines Missbrauchs. Alles Weitere steht in den Datenschutzhinweisen.",
        ),
      ],
    },
    {
      id: "program",
      title: "Das Programm",
      blocks: [
        text(
          "Sie dürfen das Programm für Ihre Ferndiagnose benutzen. Es braucht keine Verwaltungsrechte, startet nicht von selbst und verbindet sich nur, wenn Sie einen Schlüssel eingeben. Nach der Sitzung entfernt sich das heruntergeladene Programm wieder, außer Sie behalten es.",
        ),
        text(
          "Laden Sie es nur vom Rettungsportal. Eine Fassung, die sich als Testversion bezeichnet, ist nicht für echte Sitzungen gedacht.",
        ),
      ],
    },
    {
      id: "liability",
      title: "Haftung",
      blocks: [
        text(
          "Für Vorsatz und grobe Fahrlässigkeit, für Schäden an Leben, Körper und Gesundheit und nach dem Produkthaftungsgesetz haften wir unbeschränkt. Bei leichter Fahrlässigkeit haften wir nur, wenn wir eine Pflicht verletzen, auf deren Erfüllung Sie vertrauen dürfen und ohne die die Ferndiagnose ihren Zweck verfehlt, und dann für den typischen, vorhersehbaren Schaden.",
        ),
        text(
          "Gehen dabei Daten verloren, umfasst der Schaden den Aufwand, sie aus einer üblichen Sicherung wiederherzustellen.",
        ),
      ],
    },
    {
      id: "misuse",
      title: "Wenn etwas nicht stimmt",
      blocks: [
        text(
          "Haben Sie den Eindruck, dass etwas geschah, das Sie nicht wollten, beenden Sie die Sitzung und beschweren Sie sich mit Ihrer Quittung auf dem Rettungsportal. Dann sehen zwei Prüfer gemeinsam in die Aufzeichnung.",
        ),
        text(
          "Wer die Ferndiagnose benutzt, um anderen zu schaden, sich als jemand anderes auszugeben oder die Technik anzugreifen, den schließen wir aus.",
        ),
      ],
    },
    {
      id: "final",
      title: "Zum Schluss",
      blocks: [
        text(
          "Für jede Sitzung gilt die Fassung, der Sie vor ihr zustimmen; welche das war, steht im Ablauf der Sitzung. Es gilt deutsches Recht. Wohnen Sie in einem anderen Land der Europäischen Union, behalten Sie den Schutz, den dessen Recht Ihnen zwingend gibt.",
        ),
        text("Ist eine dieser Bedingungen unwirksam, gilt an ihrer Stelle das Gesetz; die anderen bleiben."),
      ],
    },
  ],
});
