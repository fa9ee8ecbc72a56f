import { declaredLabels, declaredLeafTypes, declaredRecordKinds, recordingDays } from "@ferndiagnose/data-catalogue";
import { LeafType, policy } from "@ferndiagnose/protocol";
import { RecordKind } from "@ferndiagnose/sealed-recording";
import { expect, test } from "vitest";
import { Metrics } from "../operations/metrics.ts";

const declareIt =
  "Declare it in packages/data-catalogue/src/kinds (packages/docs/data-catalogue.md): what it is, what for, how long, who may see it";

test("a recording holds the declared kinds of record, all of them and no others (promise 11)", () => {
  expect(Object.keys(RecordKind).sort(), declareIt).toEqual(declaredRecordKinds());
});

test("the transparency log holds the declared types of leaf, all of them and no others", () => {
  expect([...LeafType.options].sort(), declareIt).toEqual(declaredLeafTypes());
});

test("figures carry the declared labels, all of them and no others (promise 13)", async () => {
  const figures = new Metrics().registry.getMetricsAsArray() as unknown as { labelNames: string[] }[];
  const labels = new Set(figures.flatMap(({ labelNames }) => labelNames));
  expect([...labels].sort(), declareIt).toEqual(declaredLabels("recordings"));
});

test("recordings are kept as long as the catalogue and the privacy notice say", () => {
  expect(recordingDays).toBe(policy.RECORDING_RETENTION_DAYS);
});
