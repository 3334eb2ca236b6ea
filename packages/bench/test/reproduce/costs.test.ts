import { expect, it } from "vitest";
import { costsOf, stringifyCosts } from "../../src/reproduce/costs.ts";
import { parseCosts } from "../../src/reproduce/costs-file.ts";
import type { Line } from "../../src/reproduce/journal.ts";
import type { Costs } from "../../src/reproduce/task.ts";
import { aloneIdOf, idOf, unitsOf } from "../../src/reproduce/unit.ts";
import { resultsOf } from "../report-rows.ts";
import { tinyExperiment } from "../support/tiny-part.ts";

const [first] = [{ ...tinyExperiment, seeds: 1 }];
const lineOf = (unit: string, costs: Costs): [string, Line] => [unit, { unit, entries: [], costs }];

/** Seconds that tell units apart: scores of 3 s; training of 10 s at the ratio 0.25, of 20 s at 0.75. */
const costs = unitsOf(first).map((unit) => {
  const spent: Costs =
    unit.kind === "pruned"
      ? { scores: 3, removal: unit.ratio }
      : unit.kind === "fine-tuned"
        ? { training: unit.ratio === 0.25 ? 10 : 20 }
        : unit.kind === "baseline"
          ? { training: 7 }
          : {};
  return lineOf(idOf(first, unit), spent);
});
const lines = new Map([
  ...costs,
  lineOf(aloneIdOf(first, "magnitude"), {
    scores: 1.23456,
    forwardPasses: 0.987654,
    reverseSweeps: 0,
    multiplyAdds: 123_456_789,
    peakBytes: 4096,
  }),
]);
const part = { name: "tiny", experiments: [first] };
const file = costsOf(part, lines, { environment: resultsOf([]).environment, workers: 2 });

it("scores count once, removals as their mean, trainings as their sum", () => {
  expect(file.rows).toContainEqual({ experiment: "tiny", seed: 0, strategy: "baseline", training: 7 });
  expect(file.rows).toContainEqual({
    experiment: "tiny",
    seed: 0,
    strategy: "elimination-compensation",
    scores: 3,
    removal: 0.5,
    training: 30,
  });
});

it("what was scored alone has its sweeps and its memory", () => {
  const counted = { forwardPasses: 0.9877, reverseSweeps: 0, multiplyAdds: 123_456_789 };
  expect(file.alone).toEqual([
    { experiment: "tiny", strategy: "magnitude", scores: 1.235, ...counted, peakBytes: 4096 },
  ]);
});

it("the file has one row a line, and is read back", () => {
  const text = stringifyCosts(file);
  expect(parseCosts(text)).toEqual(file);
  expect(text.split("\n").filter((line) => line.includes('"experiment"'))).toHaveLength(file.rows.length + 1);
});
