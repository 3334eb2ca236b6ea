import { strategies } from "@espalier/prune";
import { describe, expect, it } from "vitest";
import { costsOf } from "../../src/experiments/costs-of.ts";
import { parseCosts, stringifyCosts } from "../../src/experiments/costs.ts";
import type { Costs } from "../../src/experiments/costs.ts";
import type { Experiment, Part } from "../../src/experiments/experiment.ts";
import type { Line } from "../../src/experiments/journal.ts";
import type { NetworkUnit } from "../../src/experiments/kinds/comparison.ts";
import type { Unit } from "../../src/experiments/kinds/kind.ts";
import { aboutParts } from "../../src/experiments/parts/about.ts";
import { parts } from "../../src/experiments/parts/index.ts";
import { planOf } from "../../src/experiments/plan.ts";
import type { Plan } from "../../src/experiments/plan.ts";
import { createTracker } from "../../src/experiments/tracker.ts";
import { aloneIdOf, effortOf, idOf, keyOf, unitsOf } from "../../src/experiments/unit.ts";
import { environmentNow } from "../../src/files/environment.ts";
import { tinyExperiment, tinyPart } from "../support/tiny-part.ts";

const [quick, paper, studies, extended] = parts;
const idsOf = ({ experiments }: Part): string[] =>
  experiments.flatMap((experiment) => unitsOf(experiment).map((unit) => idOf(experiment, unit)));

describe("the parts", () => {
  it("are those that the help of the command names", () => {
    expect(parts.map(({ name }) => name)).toEqual(Object.keys(aboutParts));
  });

  it("paper has two networks of MNIST, two of the equation with three noises each, and five seeds of all", () => {
    expect(paper.experiments.map(({ name }) => name)).toEqual([
      "pde-68-32-32-32-1-noise-0",
      "pde-68-32-32-32-1-noise-0.005",
      "pde-68-32-32-32-1-noise-0.01",
      "pde-68-64-32-32-16-16-1-noise-0",
      "pde-68-64-32-32-16-16-1-noise-0.005",
      "pde-68-64-32-32-16-16-1-noise-0.01",
      "mnist-784-32-32-10",
      "mnist-784-64-64-10",
    ]);
    // A baseline; five strategies at ten ratios, before and after fine-tuning; ten dense networks.
    expect(idsOf(paper)).toHaveLength(8 * 5 * (1 + 5 * 10 * 2 + 10));
  });

  it.each([
    { more: studies, fewer: paper },
    { more: extended, fewer: studies },
  ])("$more.name measures all that $fewer.name does, so that it goes on from there", ({ more, fewer }) => {
    const all = new Set(idsOf(more));
    expect(idsOf(fewer).filter((id) => !all.has(id))).toEqual([]);
  });

  it("extended compares every strategy but those of the part family, save one that MNIST is too large for", () => {
    const compared = (at: number): string[] =>
      extended.experiments[at].comparisons
        .filter(({ pruned }) => pruned.length > 0)
        .flatMap((comparison) => comparison.strategies);
    const own = ["obd-recursive", "taylor", "local-relative-variance"];
    const names = strategies.map(({ name }) => name).filter((name) => !own.includes(name));
    expect(compared(0).toSorted()).toEqual(names.toSorted());
    expect(compared(6).toSorted()).toEqual(names.filter((name) => name !== "obs").toSorted());
  });

  it("studies train every network on without pruning it, once a seed", () => {
    const [experiment] = studies.experiments;
    const units = unitsOf(experiment).filter(
      (unit) => unit.kind === "fine-tuned" && "ratio" in unit && unit.ratio === 0,
    );
    expect(units).toEqual(
      [0, 1, 2, 3, 4].map((seed) => ({
        kind: "fine-tuned",
        seed,
        strategy: "elimination-compensation",
        ratio: 0,
      })),
    );
  });

  it("quick has every kind of unit", () => {
    const kinds = (part: Part): string[] =>
      [...new Set(part.experiments.flatMap((each) => unitsOf(each).map(({ kind }) => kind)))].toSorted();
    expect(kinds(quick)).toEqual(kinds(extended));
  });

  it.each(parts)("$name measures nothing twice, and gives no two recipes the same file", (part) => {
    const ids = idsOf(part);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(part.experiments.map(({ name }) => name)).size).toBe(part.experiments.length);
  });

  it("a recipe that differs in anything is another one in the journal", () => {
    const [experiment] = paper.experiments;
    const other = { ...experiment, recipe: { ...experiment.recipe, epochs: [30, 16] as const } };
    expect(keyOf(other)).not.toBe(keyOf(experiment));
  });

  it("more epochs and more weights are more effort", () => {
    const [small] = paper.experiments;
    const large = paper.experiments[7];
    const effort = (kind: "pruned" | "fine-tuned" | "from-scratch", experiment = small): number =>
      effortOf(experiment, { kind, seed: 0, strategy: "random", ratio: 0.5 } as Unit);
    expect(effort("pruned")).toBeLessThan(effort("fine-tuned"));
    expect(effort("fine-tuned")).toBeLessThan(effort("from-scratch"));
    expect(effort("fine-tuned", small)).toBeLessThan(effort("fine-tuned", large));
  });
});

const unitIds = (experiment: Experiment): string[] => [
  ...unitsOf(experiment).map((unit) => idOf(experiment, unit)),
  ...experiment.alone.map((strategy) => aloneIdOf(experiment, strategy)),
];
const everything = tinyPart.experiments.flatMap(unitIds);

/** The plan when the journal lacks some units, and the networks are there or not. */
const planWithout = (
  isMissing: (id: string) => boolean,
  hasNetworks: boolean,
  only?: string,
): Promise<Plan> => {
  const ids = everything.filter((id) => !isMissing(id));
  const lines = new Map(ids.map((unit): [string, Line] => [unit, { unit, entries: [], costs: {} }]));
  return planOf(tinyPart, lines, { has: () => Promise.resolve(hasNetworks) }, only);
};

describe("planOf", () => {
  it("has every unit once at first: baselines, what needs them, and what fills gaps", async () => {
    const { tasks, alone } = await planWithout(() => true, false);
    const planned = tasks.flatMap(({ experiment, units }) => units.map((unit) => idOf(experiment, unit)));
    const names = alone.map(({ experiment, strategy }) => aloneIdOf(experiment, strategy));
    expect([...planned, ...names].toSorted()).toEqual(everything.toSorted());
    const kinds = tasks
      .filter(({ experiment }) => experiment === tinyExperiment)
      .map(({ units: [{ kind }] }) => kind);
    expect(kinds.slice(0, 2)).toEqual(["baseline", "baseline"]);
    expect(new Set(kinds.slice(-4))).toEqual(new Set(["from-scratch"]));
  });

  it("is empty once everything is measured, with or without networks", async () => {
    expect(await planWithout(() => false, false)).toEqual({ tasks: [], alone: [] });
  });

  it("has only the units whose names contain a text, and the networks that they start from", async () => {
    const { tasks, alone } = await planWithout(() => true, false, "crossed 1 magnitude");
    expect(alone).toEqual([]);
    const left = tasks.flatMap(({ experiment, units }) => units.map((unit) => idOf(experiment, unit)));
    const crossed = everything.filter((id) => id.includes("crossed 1 magnitude"));
    expect(left).toEqual([everything.find((id) => id.includes(" baseline 1")), ...crossed]);
    await expect(planWithout(() => true, false, "crosed")).rejects.toThrow("a part of the name of a unit");
  });

  it("scores a strategy once for all that is left of it", async () => {
    const { tasks } = await planWithout((id) => id.includes(" 1 nonlinear 0.75"), true);
    expect(tasks).toEqual([
      {
        experiment: tinyExperiment,
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
      const { tasks } = await planWithout((id) => id.includes(left), false);
      const seed = left.includes("1") ? 1 : 0;
      expect(new Set(tasks.map(({ experiment }) => experiment))).toEqual(new Set([tinyExperiment]));
      expect(tasks[0]).toEqual({ experiment: tinyExperiment, seed, units: [{ kind: "baseline", seed }] });
      expect(tasks.filter(({ units: [{ kind }] }) => kind === "baseline")).toHaveLength(1);
    },
  );

  it("trains no network for what starts from scratch", async () => {
    const { tasks } = await planWithout((id) => id.includes("from-scratch"), false);
    expect(new Set(tasks.map(({ units: [{ kind }] }) => kind))).toEqual(new Set(["from-scratch"]));
  });
});

describe("the tracker", () => {
  const { experiments } = tinyPart;
  const all = experiments.flatMap((experiment) => unitsOf(experiment).map((unit) => ({ experiment, unit })));
  const total = all.reduce((sum, { experiment, unit }) => sum + effortOf(experiment, unit), 0);
  const [{ experiment, unit }] = all;
  const share = effortOf(experiment, unit) / total;

  it("starts where the journal ends, and ends at 1", () => {
    expect(createTracker(experiments, () => false).fraction()).toBe(0);
    expect(createTracker(experiments, () => true).fraction()).toBe(1);
  });

  it("a unit counts as far as it is, then whole, and never twice", () => {
    const tracker = createTracker(experiments, () => false);
    tracker.follow(experiment, { kind: "progress", unit, fraction: 0.5, label: "half" });
    expect(tracker.fraction()).toBeCloseTo(share / 2, 12); // sums of a few dozen numbers
    expect(tracker.label()).toBe("half");
    tracker.follow(experiment, { kind: "measured", unit, outcome: { entries: [], costs: {} } });
    expect(tracker.fraction()).toBeCloseTo(share, 12);
    expect(tracker.label()).toBe("");
  });

  it("tells of the unit that has been under way for longest", () => {
    const tracker = createTracker(experiments, () => false);
    for (const [at, each] of all.slice(0, 2).entries())
      tracker.follow(each.experiment, {
        kind: "progress",
        unit: each.unit,
        fraction: 0.1,
        label: `unit ${at}`,
      });
    tracker.follow(experiment, { kind: "progress", unit, fraction: 0.2, label: "unit 0, further" });
    expect(tracker.label()).toBe("unit 0, further");
  });
});

describe("costs", async () => {
  const first = { ...tinyExperiment, seeds: 1 };
  const environment = await environmentNow();
  const lineOf = (unit: string, costs: Costs): [string, Line] => [unit, { unit, entries: [], costs }];

  /** Seconds that tell units apart: scores of 3 s; training of 10 s at the ratio 0.25, of 20 s at 0.75. */
  const spentCosts = unitsOf(first).map((each) => {
    const unit = each as NetworkUnit; // of a baseline or a study only the kind is looked at
    const spent: Costs =
      unit.kind === "pruned"
        ? { scores: 3, removal: unit.ratio }
        : unit.kind === "fine-tuned"
          ? { training: unit.ratio === 0.25 ? 10 : 20 }
          : each.kind === "baseline"
            ? { training: 7 }
            : {};
    return lineOf(idOf(first, unit), spent);
  });
  const lines = new Map([
    ...spentCosts,
    lineOf(aloneIdOf(first, "magnitude"), {
      scores: 1.23456,
      forwardPasses: 0.987654,
      reverseSweeps: 0,
      multiplyAdds: 123_456_789,
      peakBytes: 4096,
    }),
  ]);
  const part = { name: "tiny", experiments: [first] };
  const file = costsOf(part, lines, { environment, workers: 2 });

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
    expect(text.split("\n").filter((line) => line.includes('"experiment"'))).toHaveLength(
      file.rows.length + 1,
    );
  });
});
