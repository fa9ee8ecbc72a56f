import fc from "fast-check";
import { expect, test } from "vitest";
import { PlayoutDelayStamp } from "./playout-delay.ts";

const ID = 5;

interface Element {
  id: number;
  data: number[];
}

/** An RTP packet written by hand; `form` is the extension block's, `none` for a packet without one. */
function packetOf(form: "none" | "one" | "two", elements: Element[], payload: number[], contributing = 0): Buffer {
  const header = Buffer.alloc(12 + 4 * contributing);
  header[0] = 0x80 | (form === "none" ? 0 : 0x10) | contributing;
  header[1] = 96;
  header.writeUInt32BE(0xcafe, 8);
  const body = elements.flatMap(({ id, data }) =>
    form === "one" ? [(id << 4) | (data.length - 1), ...data] : [id, data.length, ...data],
  );
  while (body.length % 4 !== 0) body.push(0);
  const block = form === "none" ? [] : [...(form === "one" ? [0xbe, 0xde] : [0x10, 0x00]), 0, body.length / 4, ...body];
  return Buffer.from([...header, ...block, ...payload]);
}

/** What a receiver reads (RFC 8285), apart from the code under test. */
function read(packet: Buffer): { elements: Element[]; payload: number[] } {
  const at = 12 + 4 * ((packet[0] ?? 0) & 15);
  if (((packet[0] ?? 0) & 0x10) === 0) return { elements: [], payload: [...packet.subarray(at)] };
  const isOneByte = packet.readUInt16BE(at) === 0xbede;
  const end = at + 4 + 4 * packet.readUInt16BE(at + 2);
  const elements: Element[] = [];
  for (let i = at + 4; i < end; ) {
    const head = packet[i] ?? 0;
    if (head === 0) {
      i += 1;
      continue;
    }
    const [id, length, size] = isOneByte ? [head >> 4, (head & 15) + 1, 1] : [head, packet[i + 1] ?? 0, 2];
    elements.push({ id, data: [...packet.subarray(i + size, i + size + length)] });
    i += size + length;
  }
  return { elements, payload: [...packet.subarray(end)] };
}

const anyElements = fc.uniqueArray(
  fc.record({ id: fc.integer({ min: 1, max: 14 }), data: fc.array(fc.nat(255), { minLength: 1, maxLength: 16 }) }),
  { selector: ({ id }) => id, maxLength: 6 },
);

test("whatever the packet carries, it then carries playout delay 0/0, and the rest is as before", () => {
  const stamp = new PlayoutDelayStamp(ID);
  fc.assert(
    fc.property(
      fc.constantFrom("none" as const, "one" as const, "two" as const),
      anyElements,
      fc.array(fc.nat(255), { maxLength: 40 }),
      fc.nat(3),
      (form, elements, payload, contributing) => {
        const fitting = elements.map((one) => (one.id === ID ? { id: ID, data: [1, 2, 3] } : one));
        const packet = packetOf(form, fitting, payload, contributing);
        const original = Buffer.from(packet);
        const stamped = read(stamp.stamp(packet));
        expect(packet).toEqual(original);
        expect(stamped.payload).toEqual(payload);
        expect(stamped.elements.filter(({ id }) => id === ID)).toEqual([{ id: ID, data: [0, 0, 0] }]);
        const others = ({ id }: Element) => id !== ID;
        expect(stamped.elements.filter(others)).toEqual(form === "none" ? [] : fitting.filter(others));
      },
    ),
  );
});

test("an extension block that is cut short or of a foreign profile passes unchanged", () => {
  const stamp = new PlayoutDelayStamp(ID);
  const cut = packetOf("one", [{ id: 1, data: [1, 2, 3] }], []).subarray(0, 18);
  expect(stamp.stamp(cut)).toBe(cut);
  const foreign = packetOf("one", [{ id: 1, data: [1, 2, 3] }], [9]);
  foreign.writeUInt16BE(0x1234, 12);
  expect(stamp.stamp(foreign)).toBe(foreign);
});

test("random bytes never throw", () => {
  const stamp = new PlayoutDelayStamp(ID);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 100 }), (bytes) => {
      bytes[0] = 0x90 | ((bytes[0] ?? 0) & 15);
      stamp.stamp(Buffer.from(bytes));
    }),
  );
});

test("the numbers 0 and 15 have another meaning in the one-byte form", () => {
  for (const id of [0, 15, 1.5]) expect(() => new PlayoutDelayStamp(id)).toThrow(RangeError);
});
