import { createHash } from "node:crypto";
import { Approval, CaseId, LONGEST_OPENING_MS, PersonId, Pseudonym, RecordingId } from "@ferndiagnose/protocol";
import { type AuditorSet, statementBytes } from "@ferndiagnose/sealed-recording";
import { newTestAuditor, signTestApproval, type TestAuditor, testAuditorSet } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { beforeAll, describe, expect, it, test } from "vitest";
import type { ApprovalLeaf } from "./leaf-details.ts";
import { assertMayRelease, type ReleaseFacts } from "./may-release.ts";

const nowMs = Date.UTC(2026, 5, 1);
const minuteMs = 60_000;
const technician = Pseudonym.parse("TECH-2222");
const ids = { recordingId: RecordingId.parse("0".repeat(32)), caseId: CaseId.parse("a".repeat(16)) };
const viewerKey = "2".repeat(64);

let anna: TestAuditor;
let bert: TestAuditor;
let cleo: TestAuditor;
let external: TestAuditor;
/** Also works as the technician of the session. */
let tech: TestAuditor;
/** Anna's second key: never in one set with the first. */
let annaAgain: TestAuditor;
/** In the first set, not in the second. */
let leaver: TestAuditor;
/** In the second set, not in the first. */
let newcomer: TestAuditor;
let stranger: TestAuditor;
let first: AuditorSet;
let second: AuditorSet;

beforeAll(async () => {
  const person = PersonId.parse("annaanna");
  anna = await newTestAuditor({ person });
  annaAgain = await newTestAuditor({ person });
  bert = await newTestAuditor();
  cleo = await newTestAuditor();
  leaver = await newTestAuditor();
  newcomer = await newTestAuditor();
  stranger = await newTestAuditor();
  external = await newTestAuditor({ external: true });
  tech = await newTestAuditor({ technicianPseudonyms: ["AAAA-2222", technician] });
  first = await testAuditorSet([anna, bert, cleo, external, tech, leaver]);
  const techWithoutName = { ...tech, entry: { ...tech.entry, technicianPseudonyms: [] } };
  const next = [anna, bert, cleo, external, techWithoutName, newcomer];
  second = await testAuditorSet(next, { set: first, signers: [anna, bert] });
});

interface Changes {
  readonly approval?: Partial<Approval>;
  readonly leaf?: Partial<ApprovalLeaf>;
  readonly signer?: TestAuditor;
  readonly facts?: Partial<ReleaseFacts>;
}

async function approvalBy(approver: TestAuditor, lock: "complaint" | "break-glass", changes: Changes = {}) {
  const approval = Approval.parse({
    version: 1,
    ...ids,
    lock,
    auditor: approver.key.keyId,
    viewerKey,
    approvedAt: nowMs - minuteMs,
    expiresAt: nowMs + minuteMs,
    ...changes.approval,
  });
  const hash = createHash("sha256").update(statementBytes("approval", approval)).digest("hex");
  const leaf = { ...ids, auditor: approver.key.keyId, approval: hash, ...changes.leaf };
  return { signed: await signTestApproval(approval, changes.signer ?? approver), leaf };
}

async function codeFor(
  lock: "complaint" | "break-glass",
  approvers: readonly TestAuditor[],
  changes: Changes = {},
): Promise<string> {
  const approvals = await Promise.all(
    // The last one is the one with something wrong.
    approvers.map((approver, at) => approvalBy(approver, lock, at === approvers.length - 1 ? changes : {})),
  );
  const requester = lock === "complaint" ? "customer" : PersonId.parse("requestr");
  const facts: ReleaseFacts = {
    request: { ...ids, lock, viewerKey },
    approvals,
    opened: { ...ids, lock, requester },
    isCaseClosed: false,
    technician,
    auditorSets: [first, second],
    recordingSet: first,
    nowMs,
    ...changes.facts,
  };
  return assertMayRelease(facts).then(
    () => "allowed",
    (error: { code: string }) => error.code,
  );
}

describe("a complaint", () => {
  it("takes two auditors", async () => {
    expect(await codeFor("complaint", [anna, bert])).toBe("allowed");
    expect(await codeFor("complaint", [anna, bert, external])).toBe("allowed");
    expect(await codeFor("complaint", [anna])).toBe("approvals_too_few");
    expect(await codeFor("complaint", [])).toBe("approvals_too_few");
  });

  it("is not approved by who must not", async () => {
    expect(await codeFor("complaint", [anna, tech])).toBe("approver_was_technician");
    expect(await codeFor("complaint", [anna, leaver])).toBe("approver_removed");
    expect(await codeFor("complaint", [anna, newcomer])).toBe("approver_without_share");
    expect(await codeFor("complaint", [anna, stranger])).toBe("approver_unknown");
    expect(await codeFor("complaint", [anna, anna])).toBe("approver_twice");
    const opened = { ...ids, lock: "complaint", requester: PersonId.parse(bert.entry.person) } as const;
    expect(await codeFor("complaint", [anna, bert], { facts: { opened } })).toBe("approver_is_requester");
  });

  it("is not approved twice by one person with two keys", async () => {
    // No sound set holds both keys; a forged one might, and a person may change keys between two sets.
    const both = (set: AuditorSet): AuditorSet => ({ ...set, auditors: [...set.auditors, annaAgain.entry] });
    const facts = { auditorSets: [both(first), both(second)], recordingSet: both(first) };
    expect(await codeFor("complaint", [anna, annaAgain], { facts })).toBe("approver_twice");
    expect(await codeFor("complaint", [bert, annaAgain], { facts })).toBe("allowed");
  });

  it("is for nothing else", async () => {
    const others = [
      { caseId: CaseId.parse("b".repeat(16)) },
      { recordingId: RecordingId.parse("1".repeat(32)) },
      { lock: "break-glass" as const },
      { viewerKey: "3".repeat(64) },
    ];
    for (const approval of others)
      expect(await codeFor("complaint", [anna, bert], { approval })).toBe("approval_differs");
    const opened = { ...ids, lock: "complaint", requester: "customer" } as const;
    for (const other of others.slice(0, 3)) {
      const facts = { opened: { ...opened, ...other } as ReleaseFacts["opened"] };
      expect(await codeFor("complaint", [anna, bert], { facts })).toBe("log_details_differ");
    }
    expect(await codeFor("complaint", [anna, bert], { facts: { isCaseClosed: true } })).toBe("case_closed");
  });

  it("stands in the log as it was signed", async () => {
    for (const leaf of [
      { approval: "0".repeat(64) },
      { auditor: "0".repeat(32) },
      { caseId: CaseId.parse("b".repeat(16)) },
      { recordingId: RecordingId.parse("1".repeat(32)) },
    ]) {
      expect(await codeFor("complaint", [anna, bert], { leaf })).toBe("log_details_differ");
    }
    expect(await codeFor("complaint", [anna, bert], { signer: anna })).toBe("approval_forged");
  });

  const hour = 60 * minuteMs;
  it.each([
    ["runs out now", { expiresAt: nowMs }, "approval_expired"],
    ["runs out in a millisecond", { expiresAt: nowMs + 1 }, "allowed"],
    ["was given in an hour", { approvedAt: nowMs + hour, expiresAt: nowMs + 2 * hour }, "approval_from_future"],
    ["was given within the skew of clocks", { approvedAt: nowMs + minuteMs, expiresAt: nowMs + hour }, "allowed"],
    ["lasts as long as one may", { approvedAt: nowMs, expiresAt: nowMs + LONGEST_OPENING_MS }, "allowed"],
    [
      "lasts a millisecond longer",
      { approvedAt: nowMs, expiresAt: nowMs + LONGEST_OPENING_MS + 1 },
      "approval_too_long",
    ],
    ["ends before it begins", { approvedAt: nowMs, expiresAt: nowMs - 1 }, "approval_expired"],
  ])("that %s: %o gives %s", async (_name, approval, expected) => {
    expect(await codeFor("complaint", [anna, bert], { approval })).toBe(expected);
  });
});

describe("break-glass", () => {
  it("takes three auditors, one of them external, and somebody with a name who asks", async () => {
    expect(await codeFor("break-glass", [anna, bert, external])).toBe("allowed");
    expect(await codeFor("break-glass", [anna, external])).toBe("approvals_too_few");
    expect(await codeFor("break-glass", [anna, bert, cleo])).toBe("external_missing");
    const opened = { ...ids, lock: "break-glass", requester: "customer" } as const;
    expect(await codeFor("break-glass", [anna, bert, external], { facts: { opened } })).toBe("log_details_differ");
  });

  it("takes an external auditor who was one when the recording was made", async () => {
    const promoted: AuditorSet = {
      ...second,
      auditors: second.auditors.map((auditor) =>
        auditor.keyId === cleo.key.keyId ? { ...auditor, external: true } : auditor,
      ),
    };
    const facts = { auditorSets: [first, promoted] };
    expect(await codeFor("break-glass", [anna, bert, cleo], { facts })).toBe("external_missing");
  });
});

test("the stricter threshold of both sets counts", async () => {
  const strict = (set: AuditorSet): AuditorSet => ({ ...set, thresholds: { complaint: 3, breakGlass: 4 } });
  const [strictFirst, strictSecond] = [strict(first), strict(second)];
  for (const facts of [{ recordingSet: strictFirst }, { auditorSets: [first, strictSecond] }]) {
    expect(await codeFor("complaint", [anna, bert], { facts })).toBe("approvals_too_few");
    expect(await codeFor("complaint", [anna, bert, cleo], { facts })).toBe("allowed");
    expect(await codeFor("break-glass", [anna, bert, external], { facts })).toBe("approvals_too_few");
  }
});

test("of all choices of approvers exactly the lawful ones are allowed", async () => {
  const people = () => [anna, bert, cleo, external, tech, leaver, newcomer, stranger];
  const isLawful = (approver: TestAuditor) => [anna, bert, cleo, external].includes(approver);
  const choice = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(choice, fc.constantFrom("complaint", "break-glass"), async (numbers, lock) => {
      const approvers = numbers.map((number) => people()[number] as TestAuditor);
      const isAllowed =
        approvers.every(isLawful) &&
        new Set(approvers).size === approvers.length &&
        (lock === "complaint" ? approvers.length >= 2 : approvers.length >= 3 && approvers.includes(external));
      expect((await codeFor(lock, approvers)) === "allowed").toBe(isAllowed);
    }),
    { numRuns: 300 },
  );
});
