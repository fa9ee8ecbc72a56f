import { describe, expect, test } from "vitest";
import { declaredTables } from "./declared.ts";
import { retentionRules } from "./retention-rules.ts";

const dayMs = 24 * 3_600_000;

describe("rules of retention", () => {
  test("say what of the portal vanishes when", () => {
    const rule = (table: string) => retentionRules("rescue-portal").filter((each) => each.table === table);
    expect(rule("session_keys")).toEqual([
      { kind: "session-key", table: "session_keys", column: "expires_at", afterMs: 0 },
    ]);
    expect(rule("sessions")).toEqual([
      { kind: "session", table: "sessions", column: "ended_at", afterMs: 90 * dayMs },
      {
        kind: "session-proofs",
        table: "sessions",
        column: "ended_at",
        afterMs: dayMs,
        clears: ["check_code", "resume_token_hash"],
      },
    ]);
    expect(rule("session_events")).toEqual([{ kind: "session-events", table: "session_events", with: "sessions" }]);
  });

  test("follow an operator who keeps recordings for fewer days, and nobody who wants more", () => {
    const days = (recordingDays: number) => {
      const [rule] = retentionRules("rescue-portal", { recordingDays }).filter(({ kind }) => kind === "session");
      return rule && "afterMs" in rule ? rule.afterMs / dayMs : undefined;
    };
    expect([days(30), days(90), days(400)]).toEqual([30, 90, 90]);
  });

  test("speak of declared tables and columns only", () => {
    const tables = declaredTables("rescue-portal");
    for (const rule of retentionRules("rescue-portal")) {
      expect(tables).toHaveProperty(rule.table);
      if ("with" in rule) expect(tables).toHaveProperty(rule.with);
      else expect(tables[rule.table]).toEqual(expect.arrayContaining([rule.column, ...(rule.clears ?? [])]));
    }
  });
});
