import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ShownView } from "./shown-view.ts";

/** A track as far as a direct picture needs it. */
class FakeTrack extends EventTarget {
  isStopped = false;

  stop(): void {
    this.isStopped = true;
  }
}

interface Asked {
  give(track: FakeTrack): void;
  refuse(): void;
}

let asked: Asked[];
let said: string[];
let view: ShownView;

beforeEach(() => {
  asked = [];
  said = [];
  const getDisplayMedia = () =>
    new Promise((resolve, reject) => {
      asked.push({
        give: (track) => resolve({ getVideoTracks: () => [track] }),
        refuse: () => reject(new Error("NotAllowedError")),
      });
    });
  vi.stubGlobal("navigator", { mediaDevices: { getDisplayMedia } });
  view = new ShownView({
    onTrack: (track) => {
      said.push(track === null ? "no track" : "track");
      return Promise.resolve();
    },
    onCapturing: (capturing) => said.push(capturing ? "capturing" : "not capturing"),
    onPieceWanted: ({ view: number, piece }) => said.push(`wants ${number}.${piece}`),
    onFailed: () => said.push("failed"),
  });
});
afterEach(() => vi.unstubAllGlobals());

const settled = () => new Promise((resolve) => setTimeout(resolve));
const heard = () => said.splice(0);

/** Up to the moment at which the system is asked. */
async function take(): Promise<{ done: Promise<void> }> {
  const done = view.setView(1, "direct").then(() => view.setCapturing(true));
  await settled();
  view.allowPiece(1, 1);
  await settled();
  return { done };
}

test("asks for the piece, takes it once it may, and stops it at once", async () => {
  const done = view.setView(1, "direct").then(() => view.setCapturing(true));
  await settled();
  expect(heard()).toEqual(["wants 1.1"]);
  expect(asked).toHaveLength(0);
  view.allowPiece(2, 1);
  await settled();
  expect(asked).toHaveLength(0);
  view.allowPiece(1, 1);
  await settled();
  const track = new FakeTrack();
  asked[0]?.give(track);
  await done;
  expect(heard()).toEqual(["track", "capturing"]);
  void view.setCapturing(false);
  expect(track.isStopped).toBe(true);
  expect(heard()[0]).toBe("not capturing");
});

test("what is refused because it is not wanted any more is no failure", async () => {
  const { done } = await take();
  await view.setCapturing(false);
  asked[0]?.refuse();
  await done;
  expect(heard()).toEqual(["wants 1.1", "not capturing", "no track"]);
});

test("what is refused while it is wanted is one", async () => {
  const { done } = await take();
  const failure = expect(done).rejects.toThrow("NotAllowedError");
  asked[0]?.refuse();
  await failure;
});

test("a picture that comes too late is stopped and never shown", async () => {
  const { done } = await take();
  await view.setCapturing(false);
  heard();
  const track = new FakeTrack();
  asked[0]?.give(track);
  await done;
  expect(track.isStopped).toBe(true);
  expect(heard()).toEqual([]);
});

test("another view takes the picture away until it is wanted anew", async () => {
  const { done } = await take();
  const track = new FakeTrack();
  asked[0]?.give(track);
  await done;
  heard();
  await view.setView(2, "direct");
  expect(track.isStopped).toBe(true);
  await settled();
  expect(heard()).toEqual(["not capturing", "no track"]);
  track.dispatchEvent(new Event("ended"));
  expect(heard()).toEqual([]);
  void view.setCapturing(true);
  await settled();
  expect(heard()).toEqual(["wants 2.1"]);
});
