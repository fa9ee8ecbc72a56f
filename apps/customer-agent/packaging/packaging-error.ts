export type PackagingErrorCode = "electron_not_official" | "native_part_missing" | "target_not_buildable";

export class PackagingError extends Error {
  readonly code: PackagingErrorCode;

  constructor(code: PackagingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PackagingError";
    this.code = code;
  }
}
