import { complaintCodeOf, type SealedBox, SessionId } from "@ferndiagnose/protocol";
import { fromHex, sealTo } from "@ferndiagnose/sealed-recording";
import { beforeEach, expect, test } from "vitest";
import { testRandom } from "../testing/test-ports.ts";
import { IntakeKey } from "./intake-key.ts";

const sessionId = SessionId.parse("a".repeat(20));
const code = complaintCodeOf(testRandom(19));
let intake: IntakeKey;

beforeEach(async () => {
  intake = await IntakeKey.draw(testRandom);
});

function seal(text: string, { context = "complaint code", to = intake, session = sessionId as string } = {}) {
  const encoder = new TextEncoder();
  return sealTo(fromHex(to.publicKey), context, encoder.encode(session), encoder.encode(text), testRandom);
}

test("a code sealed for this session comes out", async () => {
  expect(await intake.open(sessionId, await seal(code))).toBe(code);
});

test("two starts have two keys", async () => {
  expect((await IntakeKey.draw(testRandom)).publicKey).not.toBe(intake.publicKey);
});

test("what is for another key, session or purpose, altered, or no code is refused by its name", async () => {
  const good = await seal(code);
  const flipped = (good.ciphertext.startsWith("0") ? "1" : "0") + good.ciphertext.slice(1);
  const boxes: SealedBox[] = [
    await seal(code, { to: await IntakeKey.draw(testRandom) }),
    await seal(code, { session: "b".repeat(20) }),
    await seal(code, { context: "shred secret" }),
    await seal(code.slice(1)),
    await seal(""),
    { ...good, ciphertext: flipped },
  ];
  for (const box of boxes) {
    await expect(intake.open(sessionId, box)).rejects.toMatchObject({ code: "complaint_code_unreadable" });
  }
});
