import { blocksText } from "@espalier/pages";
import type { Block } from "@espalier/pages";
import { expect, it } from "vitest";
import type { Measurements } from "../../src/experiments/results.ts";
import { findingsOf } from "../../src/report/findings.ts";
import { ladderSlots } from "../../src/report/ladder/slots.ts";
import { fabricated, fabricatedCosts } from "../support/fabricated.ts";

const ratios = [0.9, 0.95];

const inStages = (compensation: "network" | "row", steps: number) => ({
  name: `${compensation}, ${steps} stage${steps === 1 ? "" : "s"}, outputs`,
  compensation,
  steps,
  metric: "outputs" as const,
  ratios,
  ...(compensation === "row" ? { seeds: 1 } : {}),
});

/**
 * Before pruning 2, with labels 1 at ρ = 0.9 and 8 at 0.95; without labels 3 and 4, and in stages as much more as the seed says. Of `Adam`
 * and of 20 stages one seed is missing.
 */
function measured(): Measurements {
  const file = fabricated({
    strategies: ["elimination-compensation"],
    ratios,
    loss: ({ strategy, ratio }) => (strategy === "baseline" ? 2 : ratio === 0.9 ? 1 : 8),
  });
  const row = (seed: number, method: string, ratio: number) => ({
    seed,
    method,
    ratio,
    testLoss: ratios.indexOf(ratio) + 3 + (method.includes("stage") ? seed : 0),
    testAccuracy: 0.5,
    outputChange: 1,
    passes: ratio === 0.9 ? 10 : 20,
  });
  return {
    ...file,
    experiment: {
      ...file.experiment,
      studies: {
        ladder: {
          methods: [
            { name: "bias", compensation: "bias", ratios },
            { name: "Adam", compensation: "bias", distil: 2, ratios },
            { name: "network, quick", compensation: "network", ratios: [0.9] },
            { name: "network, quick", compensation: "network", ratios: [0.95] },
            { name: "Adam, on labels", compensation: "bias", fineTune: 2, ratios, seeds: 2 },
            { name: "network", compensation: "network", ratios },
            ...[1, 5, 20].map((steps) => inStages("network", steps)),
            inStages("row", 5),
          ],
        },
      },
    },
    ladder: [0, 1, 2].flatMap((seed) =>
      ratios.flatMap((ratio) => [
        row(seed, "bias", ratio),
        ...(seed < 2 ? [row(seed, "Adam", ratio), row(seed, "Adam, on labels", ratio)] : []),
        row(seed, "network", ratio),
        ...(seed < 1 || ratio === 0.9 ? [row(seed, "network, quick", ratio)] : []),
        row(seed, "network, 1 stage, outputs", ratio),
        row(seed, "network, 5 stages, outputs", ratio),
        ...(seed < 2 ? [row(seed, "network, 20 stages, outputs", ratio)] : []),
        ...(seed < 1 ? [row(seed, "row, 5 stages, outputs", ratio)] : []),
      ]),
    ),
  };
}

const slotOf = (file: Measurements, name: string): string => {
  const costs = {
    ...fabricatedCosts(file),
    methods: [2.5, 1.5].map((seconds, seed) => ({
      experiment: file.experiment.name,
      seed,
      method: "network",
      ratio: 0.9,
      seconds,
    })),
  };
  return blocksText(ladderSlots(findingsOf([file], costs))[name] as readonly Block[], ".");
};

it("the page of the ladder says where its claim fails, beside the loss of the dense network", () => {
  const claim = slotOf(measured(), "claim");
  expect(claim).toContain("lower in 1 of 2 cells, and in 3 of 6 pairs of one seed");
  expect(claim).toMatch(
    /Behind at .*ρ = 0\.9: 3\.00 times the loss with labels\. The dense network.*2\.00 times/,
  );
  expect(claim).toContain("At ρ = 0.9 the loss of `network` is 1.5 to 1.5 times that of the dense network.");
  expect(claim).toContain("At ρ = 0.95 the loss of `network` is 2.0 to 2.0 times that of the dense network.");
});

it("its tables have the rows of which every seed is there, with passes and the shortest seconds", () => {
  const networks = slotOf(measured(), "networks");
  expect(networks).toMatch(/\| network +\| +3\.00.*, 50\.0 % \| +4\.00.*, 50\.0 % \| +10–20 \| +1\.5 \|/);
  expect(networks).not.toMatch(/\| Adam +\|/);
  expect(networks).toContain("| Adam, on labels (2 seeds)");
  expect(networks).toMatch(/\| network, quick +\| +3\.00.*\| +– \| +10 \|/);
  expect(networks).not.toContain("stages");
});

it("a cell of the grid has the means of the stages of which every seed is there", () => {
  const grid = slotOf(measured(), "grid").replaceAll("\u00a0", " ");
  expect(grid).toContain("in 1 / 5 stages");
  expect(grid).toMatch(/\| network, outputs +\| +4\.00 \/ 4\.00 \| +5\.00 \/ 5\.00 \| +10–20 \/ 10–20 \|/);
  expect(grid).toMatch(/\| row, outputs \(1 seed\) \| +– \/ 3\.00 \| +– \/ 4\.00 \| +– \/ 10–20 \|/);
});

it("only seeds that are complete everywhere count", () => {
  const file = measured();
  const fewer = {
    ...file,
    ladder: file.ladder.filter(({ seed, method }) => seed < 2 || method !== "network"),
  };
  expect(slotOf(fewer, "claim")).toContain("in 2 of 4 pairs of one seed");
  expect(slotOf(fewer, "seeds")).toContain("over 2 weight initialisations");
  expect(slotOf({ ...file, ladder: [], rows: file.rows }, "claim")).toBe("Not measured yet.");
});
