/** One entry per error code of the protocol: what happened, and what to do next. */
export const errors = {
  message_malformed:
    "Das Programm hat etwas Unverständliches erhalten. Bitte laden Sie die Seite oder das Programm neu.",
  message_too_large: "Das war zu viel auf einmal. Bitte versuchen Sie es mit weniger.",
  client_too_old: "Dieses Programm ist veraltet. Bitte laden Sie die neue Fassung vom Rettungsportal.",
  server_too_old: "Dieses Programm ist neuer als unser Dienst. Bitte laden Sie es noch einmal vom Rettungsportal.",
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
  download_not_unlocked:
    "Dieses Herunterladen gilt nicht mehr. Bitte geben Sie auf der Startseite den Sitzungsschlüssel noch einmal ein.",
  receipt_not_accepted:
    "Nummer und Beschwerde-Code passen zu keiner Sitzung, die wir noch kennen. Bitte vergleichen Sie beides mit Ihrer Quittung.",
  consent_withdrawn_for_customer:
    "Für diese Kundin oder diesen Kunden ist die Zustimmung zur Fernunterstützung widerrufen. Solange das so ist, gibt es keinen Sitzungsschlüssel.",
  consent_without_customer:
    "Diese Sitzung war mit keiner Kundennummer verbunden; deshalb gibt es hier keine dauerhafte Zustimmung, die Sie ändern könnten. Gefragt werden Sie vor jeder Sitzung.",
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
  recorder_retention_late:
    "Die Aufzeichnung löscht nicht rechtzeitig, deshalb beginnt keine neue Sitzung. Bitte melden Sie das der Person, die den Server betreut.",
  complaint_code_unreadable:
    "Der Beschwerde-Code ist bei der Aufzeichnung nicht lesbar angekommen, deshalb beginnt die Sitzung nicht. Bitte beginnen Sie eine neue.",
  complaint_not_accepted:
    "Nummer und Beschwerde-Code passen zu keiner Aufzeichnung. Bitte vergleichen Sie beides mit Ihrer Quittung.",
  recording_gone: "Diese Aufzeichnung ist vernichtet oder wird es gerade. Niemand kann sie mehr öffnen.",
  recording_damaged: "Die Datei dieser Aufzeichnung ist nicht lesbar. Bitte melden Sie das dem Betrieb.",
  case_unknown: "Diesen Fall gibt es für Sie nicht. Bitte prüfen Sie die Nummer.",
  case_state_wrong: "Der Fall ist noch nicht oder nicht mehr so weit. Bitte laden Sie seinen Stand neu.",
  cases_too_many:
    "Zu dieser Aufzeichnung sind schon zu viele Fälle offen. Sie bleibt darum erhalten. Bitte warten Sie, bis einer davon geschlossen ist.",
  statement_invalid:
    "Die Unterschrift passt nicht zu dem, was sie bestätigen soll. Bitte unterschreiben Sie noch einmal mit Ihrem Schlüssel.",
  statement_stale:
    "Was unterschrieben ist, ist zu alt oder liegt in der Zukunft. Bitte vergleichen Sie die Uhren und unterschreiben Sie neu.",
  hold_unknown: "Diese Aufzeichnung wird nicht aufbewahrt. Bitte prüfen Sie die Nummer.",
  hold_too_long:
    "Eine Aufbewahrung muss nach höchstens 30 Tagen neu geprüft werden. Bitte wählen Sie einen früheren Tag.",
  second_person_missing:
    "Dafür braucht es die Unterschriften von zwei Personen. Bitte bitten Sie eine zweite Person dazu.",
  log_unavailable:
    "Das Nachweisbuch lässt sich gerade nicht fortschreiben. Bitte versuchen Sie es in einigen Minuten noch einmal.",
  media_refused: "Die Bildverbindung kam nicht zustande. Bitte beginnen Sie eine neue Sitzung.",
  input_not_granted: "Die Steuerung ist nicht freigegeben. Bitten Sie darum, sie freizugeben.",
  input_frozen: "Die Eingabe ruht, bis die Aufzeichnung wieder gesichert ist. Bitte warten Sie einen Augenblick.",
  input_on_own_window:
    "Die Fenster des Hilfeprogramms lassen sich nicht aus der Ferne bedienen. Das kann nur die Person am Computer selbst.",
  input_outside_view: "Dort steht etwas, das nicht gezeigt wird. Bedienen lässt sich nur, was zu sehen ist.",
  input_too_fast: "Das waren zu viele Eingaben auf einmal. Bitte machen Sie etwas langsamer weiter.",
  secret_unknown: "Der Schlüsselverwahrer hat zu dieser Aufzeichnung kein Geheimnis. Bitte prüfen Sie die Nummer.",
  secret_differs:
    "Zu dieser Aufzeichnung ist schon ein anderes Geheimnis hinterlegt. Bitte melden Sie das dem Betrieb.",
  secret_unreadable:
    "Das Geheimnis ist nicht für diesen Schlüsselverwahrer versiegelt. Bitte prüfen Sie die eingetragenen Schlüssel.",
  secret_lost: "Das Geheimnis lässt sich nicht mehr lesen. Diese Aufzeichnung kann niemand mehr öffnen.",
  secret_destroyed: "Diese Aufzeichnung ist vernichtet. Niemand kann sie mehr öffnen.",
  secret_held:
    "Wegen einer Beschwerde darf diese Aufzeichnung noch nicht vernichtet werden. Bitte schließen Sie zuerst die Beschwerde ab.",
  destruction_too_early:
    "Nach der Uhr des Schlüsselverwahrers ist es für die Vernichtung zu früh. Bitte vergleichen Sie die Uhren.",
  warden_clock_set_back: "Die Uhr des Schlüsselverwahrers geht nach. Bitte stellen Sie sie richtig.",
  warden_unavailable: "Der Schlüsselverwahrer ist nicht bereit. Bitte melden Sie das dem Betrieb.",
  warden_foreign:
    "Es antwortet ein anderer Schlüsselverwahrer als vereinbart. Bitte melden Sie das sofort dem Betrieb.",
  auditor_set_unknown: "Der Schlüsselverwahrer kennt diese Prüfergruppe nicht. Bitte übergeben Sie sie ihm zuerst.",
  auditor_set_refused:
    "Diese Prüfergruppe ist von der vorigen nicht gültig unterschrieben. Bitte lassen Sie sie neu unterschreiben.",
  log_proof_refused: "Der Nachweis aus dem Protokollbuch stimmt nicht. Bitte melden Sie das dem Betrieb.",
  log_unwitnessed:
    "Zu wenige Zeugen haben den Stand des Protokollbuchs bestätigt. Bitte versuchen Sie es später noch einmal.",
  log_forked:
    "Das Protokollbuch widerspricht einem früheren Stand. Bitte melden Sie das sofort dem Betrieb und den Prüfern.",
  log_checkpoint_unknown:
    "Der Schlüsselverwahrer kennt diesen Stand des Protokollbuchs noch nicht. Bitte versuchen Sie es noch einmal.",
  log_details_differ: "Im Protokollbuch steht etwas anderes als das, was verlangt wird. Bitte prüfen Sie den Fall.",
  case_closed: "Dieser Fall ist geschlossen. Bitte eröffnen Sie einen neuen.",
  approval_forged:
    "Eine Zustimmung trägt nicht die Unterschrift der genannten Person. Bitte melden Sie das den Prüfern.",
  approval_differs: "Eine Zustimmung gilt für etwas anderes. Bitte lassen Sie sie für diesen Fall neu geben.",
  approval_expired: "Eine Zustimmung ist abgelaufen. Bitte lassen Sie sie erneuern.",
  approval_too_long: "Eine Zustimmung gilt länger als erlaubt. Bitte lassen Sie sie neu geben.",
  approval_from_future: "Eine Zustimmung trägt eine Zeit in der Zukunft. Bitte vergleichen Sie die Uhren.",
  approvals_too_few: "Es fehlen noch Zustimmungen. Bitte bitten Sie weitere Prüferinnen oder Prüfer.",
  approver_unknown: "Eine Zustimmung kommt von jemandem, der hier nicht prüft. Bitte melden Sie das den Prüfern.",
  approver_removed: "Eine Zustimmung kommt von jemandem, der nicht mehr prüft. Bitte bitten Sie jemand anderen.",
  approver_without_share:
    "Eine Zustimmung kommt von jemandem, der erst nach dieser Aufzeichnung dazukam. Bitte bitten Sie jemand anderen.",
  approver_twice: "Zwei Zustimmungen kommen von derselben Person. Bitte bitten Sie jemand anderen.",
  approver_is_requester: "Wer eine Öffnung verlangt, darf ihr nicht selbst zustimmen. Bitte bitten Sie jemand anderen.",
  approver_was_technician:
    "Wer in der Sitzung geholfen hat, darf ihrer Öffnung nicht zustimmen. Bitte bitten Sie jemand anderen.",
  external_missing:
    "Es fehlt die Zustimmung einer externen Person. Bitte bitten Sie eine externe Prüferin oder einen externen Prüfer.",
  not_found: "Unter dieser Adresse gibt es nichts. Bitte prüfen Sie die Adresse.",
  internal: "Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es gleich noch einmal.",
};
