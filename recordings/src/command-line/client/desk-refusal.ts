import type { ErrorCode } from "@ferndiagnose/protocol";

/** The desk said no. */
export class DeskRefusal extends Error {
  override readonly name = "DeskRefusal";
  readonly code: ErrorCode;
  readonly status: number;

  constructor(code: ErrorCode, status: number, title: string) {
    super(title);
    this.code = code;
    this.status = status;
  }
}

/** Nobody answered at the address, or not as a desk does. */
export class DeskUnreachable extends Error {
  override readonly name = "DeskUnreachable";
}
