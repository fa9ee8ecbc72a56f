/**
 * Something that must be so before a destruction goes on. `warden_missing`: one that keeps the secret has not answered for it.
 * `still_readable`: the ciphertext is still there. `secret_not_destroyed`: a warden still has the secret, or does not say that it is gone.
 */
export type PurgeObstacleCode = "warden_missing" | "still_readable" | "secret_not_destroyed";

export class PurgeObstacle extends Error {
  override readonly name = "PurgeObstacle";
  readonly code: PurgeObstacleCode;

  constructor(code: PurgeObstacleCode) {
    super(code);
    this.code = code;
  }
}
