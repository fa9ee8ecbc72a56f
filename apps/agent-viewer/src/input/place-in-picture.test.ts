import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pictureBox, placeInPicture } from "./place-in-picture.ts";

const hd = { width: 1280, height: 720 };

describe("where the picture lies", () => {
  test("bars above and below in a high element", () => {
    expect(pictureBox({ left: 0, top: 0, width: 640, height: 640 }, hd)).toEqual({
      left: 0,
      top: 140,
      width: 640,
      height: 360,
    });
  });

  test("bars left and right in a wide element that does not begin at the corner", () => {
    const box = pictureBox({ left: 100, top: 50, width: 1680, height: 720 }, hd);
    expect(box).toEqual({ left: 300, top: 50, width: 1280, height: 720 });
  });
});

describe("places", () => {
  test("the first and the last pixel at actual size", () => {
    const box = { left: 0, top: 0, ...hd };
    expect(placeInPicture({ clientX: 0, clientY: 0 }, box, hd)).toEqual({ x: 0.5 / 1280, y: 0.5 / 720 });
    expect(placeInPicture({ clientX: 1279.9, clientY: 719.9 }, box, hd)).toEqual({ x: 1279.5 / 1280, y: 719.5 / 720 });
  });

  test("beside the picture is nowhere, unless the nearest pixel is asked for", () => {
    const box = { left: 100, top: 100, ...hd };
    for (const point of [
      { clientX: 99, clientY: 200 },
      { clientX: 1380, clientY: 200 },
      { clientX: 200, clientY: 820 },
    ]) {
      expect(placeInPicture(point, box, hd)).toBeUndefined();
    }
    expect(placeInPicture({ clientX: -500, clientY: 9000 }, box, hd, true)).toEqual({ x: 0.5 / 1280, y: 719.5 / 720 });
  });

  test("a picture that is not there yet has no places", () => {
    const element = { left: 0, top: 0, width: 100, height: 100 };
    const nothing = { width: 0, height: 0 };
    expect(placeInPicture({ clientX: 5, clientY: 5 }, pictureBox(element, nothing), nothing, true)).toBeUndefined();
  });

  test("at every scale the customer's side finds the very pixel under the pointer, and never leaves the range", () => {
    const size = fc.record({ width: fc.integer({ min: 1, max: 7680 }), height: fc.integer({ min: 1, max: 4320 }) });
    const element = fc.record({
      left: fc.double({ min: -500, max: 500, noNaN: true }),
      top: fc.double({ min: -500, max: 500, noNaN: true }),
      width: fc.double({ min: 10, max: 4000, noNaN: true }),
      height: fc.double({ min: 10, max: 4000, noNaN: true }),
    });
    const fraction = fc.double({ min: 0, max: 0.999999, noNaN: true });
    fc.assert(
      fc.property(size, element, fraction, fraction, (picture, frame, fx, fy) => {
        const box = pictureBox(frame, picture);
        const point = { clientX: box.left + fx * box.width, clientY: box.top + fy * box.height };
        const place = placeInPicture(point, box, picture, true);
        if (place === undefined) throw new Error("No place");
        expect(place.x).toBeGreaterThanOrEqual(0);
        expect(place.x).toBeLessThan(1);
        const expected = Math.floor(((point.clientX - box.left) / box.width) * picture.width);
        expect(Math.floor(place.x * picture.width)).toBe(Math.min(picture.width - 1, Math.max(0, expected)));
        expect(Math.floor(place.y * picture.height)).toBeLessThan(picture.height);
      }),
      { numRuns: 2_000 },
    );
  });
});
