import type { OtherClock } from "./judge-clock.ts";

export interface OtherClockSources {
  wardens: { clocks(): Promise<{ wardenId: string; atMs: number | undefined }[]> };
  /** `witnessedAt`: the newest cosignature's time, asked for just now; undefined when no witness answered. */
  journal: { readonly witnesses: number; witnessedAt(): Promise<number | undefined> };
  /** Whether a warden runs on another machine, whose clock does not go wrong together with ours. */
  isIndependent(wardenId: string): boolean;
}

/** What every clock but our own says. A source that fails has not answered. */
export async function readOtherClocks({ wardens, journal, isIndependent }: OtherClockSources): Promise<OtherClock[]> {
  const [clocks, witnessedMs] = await Promise.all([
    wardens.clocks(),
    journal.witnesses > 0 ? journal.witnessedAt() : undefined,
  ]);
  const others = clocks.map(({ wardenId, atMs }) => ({
    name: `warden ${wardenId}`,
    atMs,
    isIndependent: isIndependent(wardenId),
  }));
  if (journal.witnesses > 0) others.push({ name: "witness", atMs: witnessedMs, isIndependent: true });
  return others;
}
