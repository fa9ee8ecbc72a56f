import { randomBytes } from "node:crypto";
import { amount } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BlobEntry, BlobStore } from "../blob-store.ts";

export interface StoreUnderTest {
  store: BlobStore;
  /** The same blobs through another instance, as after a restart. */
  reopen(): BlobStore;
  remove(): Promise<void>;
}

const newName = () => randomBytes(16).toString("hex");
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

/** What every implementation of the port must pass. */
export function describeBlobStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let under: StoreUnderTest;
    let store: BlobStore;

    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.remove());

    async function write(blob: string, ...parts: string[]): Promise<void> {
      const growing = await store.create(blob);
      for (const part of parts) {
        await growing.append(bytesOf(part));
        await growing.sync();
      }
      await growing.close();
    }

    async function read(blob: string, from: BlobStore = store): Promise<string> {
      const opened = await from.open(blob);
      try {
        return Buffer.from(await opened.read(0, opened.size)).toString();
      } finally {
        await opened.close();
      }
    }

    async function listed(from: BlobStore = store): Promise<BlobEntry[]> {
      const entries: BlobEntry[] = [];
      for await (const entry of from.list()) entries.push(entry);
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    }

    it("gives back what was appended, also to another instance", async () => {
      const blob = newName();
      await write(blob, "one ", "two ", "three");
      expect(await read(blob)).toBe("one two three");
      expect(await read(blob, under.reopen())).toBe("one two three");
      expect(await store.stat(blob)).toEqual({ bytes: 13 });
    });

    it("appends pieces one behind the other, empty and large ones too", async () => {
      const blob = newName();
      const growing = await store.create(blob);
      const pieces = ["a", "", "b".repeat(5_000), "c".repeat(70_000), ""];
      await growing.append(...pieces.map(bytesOf));
      await growing.append();
      await growing.append(bytesOf("end"));
      await growing.sync();
      await growing.close();
      expect(await read(blob, under.reopen())).toBe(`${pieces.join("")}end`);
    });

    it("can be read while it grows: what was synced is there", async () => {
      const blob = newName();
      const growing = await store.create(blob);
      await growing.append(bytesOf("durable"));
      await growing.sync();
      expect(await read(blob)).toBe("durable");
      await growing.close();
    });

    it("reads ranges, and no further than the end", async () => {
      const blob = newName();
      await write(blob, "0123456789");
      const opened = await store.open(blob);
      const range = async (offset: number, length: number) => Buffer.from(await opened.read(offset, length)).toString();
      expect(opened.size).toBe(10);
      expect(await range(3, 4)).toBe("3456");
      expect(await range(8, 100)).toBe("89");
      expect(await range(10, 1)).toBe("");
      expect(await range(99, 1)).toBe("");
      await opened.close();
    });

    it("creates a name once, whoever comes first", async () => {
      const blob = newName();
      const outcomes = await Promise.allSettled([store.create(blob), store.create(blob), under.reopen().create(blob)]);
      const created = outcomes.filter((outcome) => outcome.status === "fulfilled");
      expect(created).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "blob_exists" });
        else await outcome.value.close();
      }
    });

    it("puts a small blob whole, and over an older one", async () => {
      const blob = `${newName()}.quarantine`;
      await store.put(blob, bytesOf("first, and longer"));
      await store.put(blob, bytesOf("second"));
      expect(await read(blob, under.reopen())).toBe("second");
      expect(await listed()).toEqual([{ name: blob, bytes: 6 }]);
    });

    it("mends: cuts and appends, and the same again", async () => {
      const blob = newName();
      await write(blob, "intact", " torn");
      for (let run = 0; run < 2; run++) {
        await store.mend(blob, { cutAt: 6, append: bytesOf(" end") });
        expect(await read(blob, under.reopen())).toBe("intact end");
      }
    });

    it("says what is missing", async () => {
      const blob = newName();
      await expect(store.open(blob)).rejects.toMatchObject({ code: "blob_missing" });
      await expect(store.mend(blob, { cutAt: 0, append: bytesOf("") })).rejects.toMatchObject({ code: "blob_missing" });
      expect(await store.stat(blob)).toBeUndefined();
      expect(await listed()).toEqual([]);
    });

    it("deletes a recording with its companions, says what it removed, and can do it again", async () => {
      const [blob, other] = [newName(), newName()];
      await write(blob, "recording");
      await store.put(`${blob}.torn`, bytesOf("tail"));
      await write(other, "stays");
      const { removed, bytes } = await store.delete(blob);
      expect(removed).toHaveLength(2);
      expect(bytes).toBe(13);
      await expect(store.open(blob)).rejects.toMatchObject({ code: "blob_missing" });
      await expect(under.reopen().open(`${blob}.torn`)).rejects.toMatchObject({ code: "blob_missing" });
      expect(await store.delete(blob)).toEqual({ removed: [], bytes: 0 });
      expect(await read(other)).toBe("stays");
      await store.put(`${other}.torn`, bytesOf("tail"));
      expect((await store.delete(`${other}.torn`)).bytes).toBe(4);
      expect(await listed(under.reopen())).toEqual([{ name: other, bytes: 5 }]);
    });

    it("takes no name that is not a recording's", async () => {
      const id = newName();
      const names = ["", "..", "a", id.toUpperCase(), `${id}/`, `../${id}`, `${id}/../x`, `${id}.`, `${id}.TORN`];
      names.push(`${id}.torn.new`, `${id}.a/b`, `${id}\0`, ` ${id}`, `${id}\n`, `${id}0`, `${id}.${"a".repeat(21)}`);
      for (const bad of names) {
        const attempts: (() => Promise<unknown>)[] = [
          () => store.create(bad),
          () => store.put(bad, bytesOf("x")),
          () => store.open(bad),
          () => store.mend(bad, { cutAt: 0, append: bytesOf("x") }),
          () => store.delete(bad),
          () => store.stat(bad),
        ];
        for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "blob_name_invalid" });
      }
      expect(await listed()).toEqual([]);
    });

    it("has room, in bytes", async () => {
      expect(await store.freeBytes()).toBeGreaterThan(1_000_000);
    });

    it("keeps many blobs apart that grow at the same time", { timeout: 60_000 }, async () => {
      const blobs = Array.from({ length: amount({ quick: 20, long: 200 }) }, newName);
      await Promise.all(
        blobs.map((blob) => write(blob, ...Array.from({ length: 10 }, (_, part) => `${blob} ${part};`))),
      );
      for (const blob of blobs) {
        expect(await read(blob)).toBe(Array.from({ length: 10 }, (_, part) => `${blob} ${part};`).join(""));
      }
      expect((await listed()).map((entry) => entry.name)).toEqual([...blobs].sort());
    });
  });
}
