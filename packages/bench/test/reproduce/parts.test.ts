import { strategies } from "@espalier/prune";
import { describe, expect, it } from "vitest";
import { effortOf } from "../../src/reproduce/effort.ts";
import type { Part } from "../../src/reproduce/experiment.ts";
import { parts } from "../../src/reproduce/parts.ts";
import { idOf, keyOf, unitsOf } from "../../src/reproduce/unit.ts";

const [quick, paper, studies, extended] = parts;
const idsOf = ({ experiments }: Part): string[] =>
  experiments.flatMap((experiment) => unitsOf(experiment).map((unit) => idOf(experiment, unit)));

describe("the parts", () => {
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

  it("extended compares every strategy there is, save one that MNIST is too large for", () => {
    const compared = (at: number): string[] =>
      extended.experiments[at].comparisons
        .filter(({ pruned }) => pruned.length > 0)
        .flatMap((comparison) => comparison.strategies);
    const names = strategies.map(({ name }) => name);
    expect(compared(0).toSorted()).toEqual(names.toSorted());
    expect(compared(6).toSorted()).toEqual(names.filter((name) => name !== "obs").toSorted());
  });

  it("studies train every network on without pruning it, once a seed", () => {
    const [experiment] = studies.experiments;
    const units = unitsOf(experiment).filter((unit) => unit.kind === "fine-tuned" && unit.ratio === 0);
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
      effortOf(experiment, { kind, seed: 0, strategy: "random", ratio: 0.5 });
    expect(effort("pruned")).toBeLessThan(effort("fine-tuned"));
    expect(effort("fine-tuned")).toBeLessThan(effort("from-scratch"));
    expect(effort("fine-tuned", small)).toBeLessThan(effort("fine-tuned", large));
  });
});
