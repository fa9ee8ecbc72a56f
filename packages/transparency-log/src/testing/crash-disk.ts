import type { LogFiles } from "../node/log-files.ts";
import type { SingleWriter } from "../node/single-writer.ts";

/** Draws a number from 0 up to, without, `below`. */
export type Draw = (below: number) => number;

interface Inode {
  bytes: Uint8Array;
  /** What is certain to be on the disk of this file's content. */
  synced: Uint8Array | undefined;
}

interface Directory {
  names: Map<string, Inode | Directory>;
  /** The names that are certain to be on the disk. */
  synced: Map<string, Inode | Directory>;
}

export class PowerLoss extends Error {}

const isDirectory = (node: Inode | Directory): node is Directory => "names" in node;
const newDirectory = (): Directory => ({ names: new Map(), synced: new Map() });

/**
 * A disk whose power can fail after any step. Then what was not synced is there, gone or torn at 512 bytes, each file and each
 * name for itself; what was synced is there.
 */
export class CrashDisk implements LogFiles {
  #root: Directory = newDirectory();
  /** Steps until the power fails; undefined for never. */
  stepsLeft: number | undefined;
  /** The error of the step at which it fails, and of every later one; a disk error is one that the process survives. */
  failure: Error = new PowerLoss();
  steps = 0;

  #step(): void {
    this.steps += 1;
    if (this.stepsLeft === undefined) return;
    if (this.stepsLeft <= 0) throw this.failure;
    this.stepsLeft -= 1;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const node = this.#find(path);
    return node === undefined || isDirectory(node) ? undefined : node.bytes.slice();
  }

  async list(path: string): Promise<string[]> {
    const node = this.#find(path);
    return node !== undefined && isDirectory(node) ? [...node.names.keys()] : [];
  }

  async makeDirectory(path: string): Promise<void> {
    const { parent, name } = this.#parent(path);
    if (parent.names.has(name)) return;
    this.#step();
    parent.names.set(name, newDirectory());
  }

  async create(path: string, bytes: Uint8Array): Promise<void> {
    const { parent, name } = this.#parent(path);
    if (parent.names.has(name)) throw Object.assign(new Error(`EEXIST ${path}`), { code: "EEXIST" });
    this.#step();
    parent.names.set(name, { bytes: bytes.slice(), synced: undefined });
  }

  async sync(path: string): Promise<void> {
    this.#step();
    const node = this.#find(path);
    if (node === undefined || isDirectory(node)) throw new Error(`No file ${path}`);
    node.synced = node.bytes;
  }

  async syncDirectory(path: string): Promise<void> {
    this.#step();
    const node = this.#find(path);
    if (node === undefined || !isDirectory(node)) throw new Error(`No directory ${path}`);
    node.synced = new Map(node.names);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step();
    const [source, target] = [this.#parent(from), this.#parent(to)];
    const node = source.parent.names.get(source.name);
    if (node === undefined) throw new Error(`No file ${from}`);
    source.parent.names.delete(source.name);
    target.parent.names.set(target.name, node);
  }

  async remove(path: string): Promise<void> {
    const { parent, name } = this.#parent(path);
    if (!parent.names.has(name)) return;
    this.#step();
    parent.names.delete(name);
  }

  /** The disk as it may be found after the power came back. */
  afterPowerLoss(draw: Draw): CrashDisk {
    const disk = new CrashDisk();
    disk.#root = survivor(this.#root, draw);
    return disk;
  }

  /** Another disk with the same on it, all of it synced. */
  copy(): CrashDisk {
    const disk = new CrashDisk();
    disk.#root = copied(this.#root);
    return disk;
  }

  /** The disk as a killed process leaves it: the system writes what it was given. */
  afterKill(): CrashDisk {
    const disk = new CrashDisk();
    disk.#root = this.#root;
    return disk;
  }

  #find(path: string): Inode | Directory | undefined {
    let node: Inode | Directory | undefined = this.#root;
    for (const part of path.split("/").filter((one) => one !== "")) {
      node = node !== undefined && isDirectory(node) ? node.names.get(part) : undefined;
    }
    return node;
  }

  #parent(path: string): { parent: Directory; name: string } {
    const at = path.lastIndexOf("/");
    const parent = this.#find(path.slice(0, Math.max(0, at)));
    if (parent === undefined || !isDirectory(parent)) {
      throw Object.assign(new Error(`ENOENT ${path}`), { code: "ENOENT" });
    }
    return { parent, name: path.slice(at + 1) };
  }
}

function copied(directory: Directory): Directory {
  const names = new Map(
    [...directory.names].map(([name, node]) => [
      name,
      isDirectory(node) ? copied(node) : { bytes: node.bytes, synced: node.bytes },
    ]),
  );
  return { names, synced: new Map(names) };
}

function survivor(directory: Directory, draw: Draw): Directory {
  const names = new Map(directory.synced);
  for (const [name, node] of directory.names) if (names.get(name) !== node && draw(2) === 0) names.set(name, node);
  for (const name of directory.synced.keys()) if (!directory.names.has(name) && draw(2) === 0) names.delete(name);
  const survivors = new Map<string, Inode | Directory>();
  for (const [name, node] of names) {
    survivors.set(name, isDirectory(node) ? survivor(node, draw) : survivingFile(node, draw));
  }
  return { names: survivors, synced: new Map(survivors) };
}

function survivingFile({ bytes, synced }: Inode, draw: Draw): Inode {
  const kept = synced ?? torn(bytes, draw);
  return { bytes: kept, synced: kept };
}

/** Each 512 bytes written or not, and perhaps cut. */
function torn(bytes: Uint8Array, draw: Draw): Uint8Array {
  const outcome = draw(4);
  if (outcome === 0) return new Uint8Array(0);
  if (outcome === 1) return bytes;
  const left = bytes.slice();
  for (let at = 0; at < left.length; at += 512) if (draw(3) === 0) left.fill(0, at, at + 512);
  return outcome === 2 ? left : left.subarray(0, draw(left.length + 1));
}

/** For logs on a simulated disk, which one test has for itself. */
export const onlyWriter: SingleWriter = { check: async () => {}, release: async () => {} };

/** The same numbers for the same seed (xorshift). */
export function seededDraw(seed: number): Draw {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
