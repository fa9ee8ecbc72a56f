/** Who runs this system, as far as it is known where the text is shown. The texts are complete without the optional lines. */
export type Operator = {
  readonly organisation: string;
  /** Postal address, telephone or mail of the controller, in one line. */
  readonly contact?: string | undefined;
  /** How to reach the data protection officer, in one line. */
  readonly dataProtectionContact?: string | undefined;
  /** The supervisory authority in charge, by name. */
  readonly supervisoryAuthority?: string | undefined;
};

/** Stands in where nobody is named, and in the text whose version is counted. */
export const anyOperator: Operator = { organisation: "{organisation}" };
