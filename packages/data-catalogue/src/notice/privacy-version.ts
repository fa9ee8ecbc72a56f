/** Date and revision of the privacy notice. A test fails when the text changes and this does not. */
export const privacyVersion = "2026-11-22.2";
