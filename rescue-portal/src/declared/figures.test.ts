import { declaredLabels } from "@ferndiagnose/data-catalogue";
import { expect, test } from "vitest";
import { Figures } from "../operations/figures.ts";

test("figures carry the declared labels, all of them and no others (promise 13)", () => {
  const none = () => 0;
  const figures = new Figures({ openSessions: none, recorders: none, freePlaces: none, sockets: none });
  type Figure = { name: string; labelNames: string[] };
  const own = (figures.registry.getMetricsAsArray() as unknown as Figure[]).filter(({ name }) =>
    name.startsWith("ferndiagnose_"),
  );
  const declareIt = "Declare it in packages/data-catalogue/src/kinds/operation.ts, if it names nobody";
  const labels = new Set(own.flatMap(({ labelNames }) => labelNames));
  expect([...labels].sort(), declareIt).toEqual(declaredLabels("rescue-portal"));
});
