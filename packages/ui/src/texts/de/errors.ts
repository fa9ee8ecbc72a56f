/** One entry per error code of the protocol: what happened, and what to do next. */
export const errors = {
  message_malformed:
    "Das Programm hat etwas Unverständliches erhalten. Bitte laden Sie die Seite oder das Programm neu.",
  message_too_large: "Das war zu viel auf einmal. Bitte versuchen Sie es mit weniger.",
  client_too_old: "Dieses Programm ist veraltet. Bitte laden Sie die neue Fassung von unserer Hilfeseite.",
  server_too_old: "Dieses Programm ist neuer als unser Dienst. Bitte laden Sie es noch einmal von unserer Hilfeseite.",
  key_malformed:
    "Der Sitzungsschlüssel besteht aus genau sieben Ziffern von 0 bis 9. Bitte geben Sie ihn noch einmal ein.",
  key_not_accepted:
    "Dieser Sitzungsschlüssel gilt nicht oder nicht mehr. Bitte vergleichen Sie die Ziffern oder lassen Sie sich am Telefon einen neuen geben.",
  too_many_attempts: "Das waren zu viele Versuche. Bitte warten Sie kurz und versuchen Sie es dann noch einmal.",
  not_signed_in: "Sie sind nicht mehr angemeldet. Bitte melden Sie sich neu an.",
  sign_in_failed: "Name oder Passwort stimmt nicht. Bitte prüfen Sie beides und versuchen Sie es noch einmal.",
  link_not_accepted: "Dieser Einmal-Link gilt nicht oder nicht mehr. Bitte lassen Sie sich einen neuen geben.",
  not_allowed: "Ihr Konto darf das nicht. Bitte wenden Sie sich an die Person, die Ihr Konto verwaltet.",
  origin_not_allowed: "Die Anfrage kam von einer fremden Seite. Bitte öffnen Sie unsere Seite direkt.",
  session_unknown: "Diese Sitzung gibt es nicht mehr. Bitte beginnen Sie eine neue.",
  not_possible_now: "Das geht in diesem Augenblick nicht. Bitte warten Sie kurz und versuchen Sie es noch einmal.",
  recorder_unavailable:
    "Die Aufzeichnung steht gerade nicht bereit, und ohne Aufzeichnung gibt es keine Sitzung. Bitte versuchen Sie es in einigen Minuten noch einmal.",
  recorder_not_ready:
    "Die Aufzeichnung kann diese Sitzung nicht speichern, deshalb beginnt sie nicht. Bitte versuchen Sie es in einigen Minuten noch einmal.",
  recorder_clock_wrong:
    "Die Uhr der Aufzeichnung kann nicht stimmen, deshalb beginnt die Sitzung nicht. Bitte melden Sie das der Person, die den Server betreut.",
  recorder_auditors_missing:
    "Die Aufzeichnung hat keine gültige Liste von Prüfpersonen, deshalb beginnt die Sitzung nicht. Bitte melden Sie das der Person, die den Server betreut.",
  recorder_disk_full:
    "Für eine weitere Aufzeichnung ist kein Platz mehr, deshalb beginnt die Sitzung nicht. Bitte melden Sie das der Person, die den Server betreut.",
  recorder_disk_failed:
    "Der Speicher der Aufzeichnung arbeitet nicht richtig, deshalb beginnt die Sitzung nicht. Bitte melden Sie das der Person, die den Server betreut.",
  recorder_warden_missing:
    "Ein Schlüsselwächter der Aufzeichnung antwortet nicht, deshalb beginnt die Sitzung nicht. Bitte versuchen Sie es in einigen Minuten noch einmal.",
  recorder_log_missing:
    "Das Nachweisbuch der Aufzeichnung lässt sich nicht fortschreiben, deshalb beginnt die Sitzung nicht. Bitte versuchen Sie es in einigen Minuten noch einmal.",
  recorder_witness_missing:
    "Kein Zeuge bestätigt das Nachweisbuch der Aufzeichnung, deshalb beginnt die Sitzung nicht. Bitte versuchen Sie es in einigen Minuten noch einmal.",
  complaint_code_unreadable:
    "Der Beschwerdecode ist bei der Aufzeichnung nicht lesbar angekommen, deshalb beginnt die Sitzung nicht. Bitte beginnen Sie eine neue.",
  media_refused: "Die Bildverbindung kam nicht zustande. Bitte beginnen Sie eine neue Sitzung.",
  input_not_granted: "Die Steuerung ist nicht freigegeben. Bitten Sie darum, sie freizugeben.",
  input_frozen: "Die Eingabe ruht, bis die Aufzeichnung wieder gesichert ist. Bitte warten Sie einen Augenblick.",
  input_on_own_window:
    "Die Fenster des Hilfeprogramms lassen sich nicht aus der Ferne bedienen. Das kann nur die Person am Computer selbst.",
  input_too_fast: "Das waren zu viele Eingaben auf einmal. Bitte machen Sie etwas langsamer weiter.",
  not_found: "Unter dieser Adresse gibt es nichts. Bitte prüfen Sie die Adresse.",
  internal: "Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es gleich noch einmal.",
};
