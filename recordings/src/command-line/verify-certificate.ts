import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { nodeChecks } from "@ferndiagnose/transparency-log/node";
import { CertificateError } from "../retention/certificate-error.ts";
import { trustFile } from "../retention/certificate-store.ts";
import { CertificateTrust, verifyDeletionCertificate } from "../retention/verify-deletion-certificate.ts";
import { CommandError } from "./command-error.ts";

/** Checks a deletion certificate against what the operator publishes. Asks nobody; 0 it holds, 1 it does not. */
export async function verifyCertificateCommand(
  { file, trust = join(dirname(file), trustFile) }: { file: string; trust?: string | undefined },
  print: (line: string) => void,
): Promise<number> {
  const trusted = CertificateTrust.safeParse(await readJson(trust));
  if (!trusted.success) throw new CommandError(`${trust} does not say whom to trust.`);
  try {
    const { certificate, isReissued, witnesses } = await verifyDeletionCertificate(
      await readJson(file),
      trusted.data,
      nodeChecks,
    );
    const { recordingId, sessionId, deleteAt, destroyedAt, ciphertextBytes, objectsRemoved, wardens } = certificate;
    print("the certificate holds");
    print(`recording    ${recordingId}`);
    print(`session      ${sessionId ?? "not known any more"}`);
    print(
      `destroyed    ${isoTime(destroyedAt)}, ${destroyedAt <= deleteAt ? "in time" : "LATE"}: due by ${isoTime(deleteAt)}`,
    );
    print(`ciphertext   ${ciphertextBytes} bytes in ${objectsRemoved.length} objects`);
    for (const { wardenId, at, method } of wardens) print(`warden       ${wardenId}: ${method}, ${isoTime(at)}`);
    print(`log          ${trusted.data.log.origin}, leaves ${certificate.intent.index} and ${certificate.done.index}`);
    if (isReissued)
      print("reissued     what came back from a backup was destroyed again; the wardens had destroyed the key before");
    print(`witnesses    ${witnesses.length === 0 ? "none" : witnesses.join(", ")}`);
    print('assurance    overwritten on ordinary storage: "Clear" in the words of NIST SP 800-88, not "Purge"');
    return 0;
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    print(`the certificate does not hold: ${error.message}`);
    return 1;
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    const reason = error instanceof SyntaxError ? "no JSON" : (error as NodeJS.ErrnoException).code;
    throw new CommandError(`Cannot read ${path} (${reason}).`, 1, error);
  }
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
