export type BlobStoreErrorCode =
  | "blob_exists"
  | "blob_missing"
  | "blob_name_invalid"
  | "blob_failed"
  | "blob_not_deleted";

/** What a store refuses. Failures of the disk itself come as they are, with their system's code. */
export class BlobStoreError extends Error {
  override readonly name = "BlobStoreError";
  readonly code: BlobStoreErrorCode;

  constructor(code: BlobStoreErrorCode, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
