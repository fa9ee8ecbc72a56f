import { companionOf } from "../blob-store/blob-name.ts";
import type { BlobStore } from "../blob-store/blob-store.ts";
import type { Random } from "../ports.ts";

const canaryBytes = 4096;

/** Proves that the archive takes a blob, keeps it, gives it back and deletes it. Throws when it does not. */
export async function proveBlobStore({ blobs, random }: { blobs: BlobStore; random: Random }): Promise<void> {
  const name = companionOf(Buffer.from(random(16)).toString("hex"), "canary");
  const content = random(canaryBytes);
  const canary = await blobs.create(name);
  try {
    await canary.append(content);
    await canary.sync();
    await compare(blobs, name, content);
  } finally {
    await canary.close();
    await blobs.delete(name);
  }
}

async function compare(blobs: BlobStore, name: string, content: Uint8Array): Promise<void> {
  const read = await blobs.open(name);
  try {
    const isSame = Buffer.from(content).equals(await read.read(0, content.length + 1));
    if (!isSame) throw new Error("The archive returned other bytes");
  } finally {
    await read.close();
  }
}
