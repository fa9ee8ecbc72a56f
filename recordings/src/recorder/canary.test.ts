import { expect, test } from "vitest";
import { DirectoryBlobStore } from "../blob-store/directory-blob-store.ts";
import { FaultyLayer } from "../blob-store/testing/faulty-layer.ts";
import { MemoryDisk } from "../blob-store/testing/memory-disk.ts";
import { testRandom } from "../testing/test-ports.ts";
import { proveBlobStore } from "./canary.ts";

function scene() {
  const disk = new MemoryDisk(new Map([["/archive", "directory" as const]]));
  const layer = new FaultyLayer(disk);
  return {
    disk,
    layer,
    prove: () => proveBlobStore({ blobs: new DirectoryBlobStore("/archive", layer), random: testRandom }),
  };
}

test("a store that takes, keeps, gives back and deletes is proven, and holds nothing of it afterwards", async () => {
  const { disk, layer, prove } = scene();
  await prove();
  expect(layer.calls.map(({ kind }) => kind)).toContain("sync");
  expect(disk.contents().size).toBe(0);
});

test("a store that fails at any call is not", async () => {
  let calls = Number.POSITIVE_INFINITY;
  for (let nth = 1; nth <= calls; nth++) {
    const { layer, prove } = scene();
    layer.fault = (call) => (call.nth === nth ? "ENOSPC" : undefined);
    const outcome = await prove().then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (layer.calls.length < nth) calls = nth;
    else expect(outcome).toBe("ENOSPC");
  }
  expect(calls).toBeGreaterThan(6);
});

test("a store that gives back other bytes is not, and neither is one that gives back more", async () => {
  for (const spoil of [
    (bytes: Uint8Array) => bytes.map((byte) => byte ^ 1),
    (bytes: Uint8Array) => Buffer.concat([bytes, bytes]),
  ]) {
    const { layer } = scene();
    const store = new DirectoryBlobStore("/archive", layer);
    const open = store.open.bind(store);
    store.open = async (name) => {
      const blob = await open(name);
      return {
        size: blob.size,
        close: () => blob.close(),
        read: async (at, length) => spoil(await blob.read(at, length)),
      };
    };
    await expect(proveBlobStore({ blobs: store, random: testRandom })).rejects.toThrow("other bytes");
  }
});
