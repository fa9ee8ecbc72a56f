/** Why a session is over, by the protocol's reasons; worded so that both sides can read it. */
export const endReasons = {
  customer_f11: "Die Sitzung wurde am gezeigten Computer mit der Taste F11 beendet.",
  customer_off: "Die Sitzung wurde am gezeigten Computer mit dem Aus-Knopf beendet.",
  customer_closed_window: "Die Sitzung wurde beendet, weil am gezeigten Computer das Fenster geschlossen wurde.",
  customer_quit: "Die Sitzung wurde beendet, weil am gezeigten Computer das Programm geschlossen wurde.",
  customer_lost: "Die Verbindung zum gezeigten Computer ist abgerissen und kam nicht rechtzeitig wieder.",
  technician_ended: "Die Hotline hat die Sitzung beendet.",
  technician_lost: "Die Verbindung zur Hotline ist abgerissen und kam nicht rechtzeitig wieder.",
  technician_turned_away:
    "Die Hotline hat den Zutritt abgelehnt, weil der Prüfcode nicht stimmte oder die Sitzung nicht passte.",
  consent_refused: "Die Einwilligung wurde nicht gegeben. Es wurde nichts gezeigt.",
  consent_withdrawn: "Die Einwilligung wurde widerrufen. Seitdem wird nichts mehr gezeigt.",
  key_expired: "Der Sitzungsschlüssel ist abgelaufen, bevor jemand beigetreten ist. Ein neuer hilft weiter.",
  recorder_not_ready: "Die Aufzeichnung stand nicht bereit. Ohne Aufzeichnung gibt es keine Sitzung.",
  recorder_lost: "Die Verbindung zur Aufzeichnung ist abgerissen. Ohne Aufzeichnung gibt es keine Sitzung.",
  recording_not_durable:
    "Die Aufzeichnung konnte nicht mehr sicher gespeichert werden. Deshalb wurde die Sitzung beendet.",
  recorder_disk_full: "Der Speicher der Aufzeichnung ist fast voll. Deshalb wurde die Sitzung beendet.",
  media_failed: "Die Bildverbindung kam nicht zustande oder ist abgerissen.",
  server_stopped: "Unser Dienst wurde angehalten. Bitte beginnen Sie in einigen Minuten eine neue Sitzung.",
  program_failed: "Das Programm am gezeigten Computer hatte einen Fehler und wurde beendet.",
};
