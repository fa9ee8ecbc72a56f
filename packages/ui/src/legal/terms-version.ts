/** Date and revision of the terms of use. A test fails when the text changes and this does not. */
export const termsVersion = "2026-11-22.2";
