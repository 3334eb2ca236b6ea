import { describe, expect, it } from "vitest";
import type { Experiment } from "../../src/reproduce/experiment.ts";
import type { Line } from "../../src/reproduce/journal.ts";
import type { Networks } from "../../src/reproduce/networks.ts";
import { planOf } from "../../src/reproduce/plan.ts";
import type { Plan } from "../../src/reproduce/plan.ts";
import { aloneIdOf, idOf, unitsOf } from "../../src/reproduce/unit.ts";
import { tinyExperiment, tinyPart } from "../support/tiny-part.ts";

const unitIds = (experiment: Experiment): string[] => [
  ...unitsOf(experiment).map((unit) => idOf(experiment, unit)),
  ...experiment.alone.map((strategy) => aloneIdOf(experiment, strategy)),
];
const everything = tinyPart.experiments.flatMap(unitIds);

/** The plan when the journal lacks some units, and the networks are there or not. */
const planWithout = (isMissing: (id: string) => boolean, hasNetworks: boolean): Promise<Plan> => {
  const ids = everything.filter((id) => !isMissing(id));
  const lines = new Map(ids.map((unit): [string, Line] => [unit, { unit, entries: [], costs: {} }]));
  const networks: Networks = {
    has: () => Promise.resolve(hasNetworks),
    pathOf: () => "",
    read: () => Promise.reject(new Error("planning reads no network")),
    write: () => Promise.reject(new Error("planning writes no network")),
  };
  return planOf(tinyPart, lines, networks);
};

describe("planOf", () => {
  it("has every unit once at first: baselines, what needs them, and what fills gaps", async () => {
    const { experiments, tasks, alone } = await planWithout(() => true, false);
    expect(experiments).toEqual(tinyPart.experiments);
    const planned = tasks.flatMap(({ experiment, units }) =>
      units.map((unit) => idOf(experiments[experiment], unit)),
    );
    const names = alone.map(({ experiment, strategy }) => aloneIdOf(experiment, strategy));
    expect([...planned, ...names].toSorted()).toEqual(everything.toSorted());
    const kinds = tasks.filter(({ experiment }) => experiment === 0).map(({ units: [{ kind }] }) => kind);
    expect(kinds.slice(0, 2)).toEqual(["baseline", "baseline"]);
    expect(new Set(kinds.slice(-4))).toEqual(new Set(["from-scratch"]));
  });

  it("is empty once everything is measured, with or without networks", async () => {
    expect(await planWithout(() => false, false)).toEqual({ experiments: [], tasks: [], alone: [] });
  });

  it("scores a strategy once for all that is left of it", async () => {
    const { tasks } = await planWithout((id) => id.includes(" 1 nonlinear 0.75"), true);
    expect(tasks).toEqual([
      {
        experiment: 0,
        seed: 1,
        units: ["pruned", "fine-tuned"].map((kind) => ({
          kind,
          seed: 1,
          strategy: "nonlinear",
          ratio: 0.75,
        })),
      },
    ]);
  });

  it.each([" 1 random 0.5", " alone magnitude", "crossed 0 magnitude"])(
    "trains a lost network again for%s, and for no other",
    async (left) => {
      const { tasks, experiments } = await planWithout((id) => id.includes(left), false);
      const seed = left.includes("1") ? 1 : 0;
      expect(experiments).toEqual([tinyExperiment]);
      expect(tasks[0]).toEqual({ experiment: 0, seed, units: [{ kind: "baseline", seed }] });
      expect(tasks.filter(({ units: [{ kind }] }) => kind === "baseline")).toHaveLength(1);
    },
  );

  it("trains no network for what starts from scratch", async () => {
    const { tasks } = await planWithout((id) => id.includes("from-scratch"), false);
    expect(new Set(tasks.map(({ units: [{ kind }] }) => kind))).toEqual(new Set(["from-scratch"]));
  });
});
