import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { experiments, spreadOf, summarise } from "../src/report/summary.ts";
import { baseline, complete, row, settings } from "./report-rows.ts";

describe("a summary over the seeds", () => {
  it("of 1, 2 and 6 has mean 3 and standard deviation √7, small enough to redo on paper", () => {
    // (1 − 3)² + (2 − 3)² + (6 − 3)² = 14, and 14 / (3 − 1) = 7
    const rows = [1, 2, 6].map((testLoss, seed) => row({ testLoss, seed }));
    const [summary] = summarise(rows);
    expect(summary).toMatchObject({ strategy: "magnitude", ratio: 0.5, stage: "pruned", seeds: 3 });
    expect(summary.testLoss).toEqual({ mean: 3, sd: Math.sqrt(7), min: 1, max: 6 });
  });

  it("of one seed has no deviation", () => {
    expect(spreadOf([4])).toEqual({ mean: 4, sd: undefined, min: 4, max: 4 });
  });

  it("with an infinite loss has an infinite mean and no number for the deviation", () => {
    expect(spreadOf([1, Infinity])).toEqual({ mean: Infinity, sd: NaN, min: 1, max: Infinity });
    expect(spreadOf([1, NaN]).mean).toBeNaN();
  });

  it("keeps strategies, ratios and stages apart, and puts seeds together", () => {
    const rows = complete(() => 1);
    // 1 baseline, 2 strategies × 2 ratios × 2 stages, and fully-connected × 2 ratios after fine-tuning
    expect(summarise(rows)).toHaveLength(1 + 8 + 2);
    expect(summarise(rows).every(({ seeds }) => seeds === 2)).toBe(true);
  });

  it("has an accuracy only if every row of it has one", () => {
    const rows = [row({ seed: 0, testAccuracy: 0.5 }), row({ seed: 1, testAccuracy: 0.75 })];
    expect(summarise(rows)[0].testAccuracy?.mean).toBe(0.625);
    expect(summarise([...rows, row({ seed: 2 })])[0].testAccuracy).toBeUndefined();
  });

  it("min ≤ mean ≤ max, sd ≥ 0, and sd = 0 where all values are equal", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 9 }),
        (values) => {
          const { mean, sd, min, max } = spreadOf(values);
          // Sums of such integers are exact, and a quotient rounds to within the range.
          expect(min <= mean && mean <= max).toBe(true);
          expect(sd).toBeGreaterThanOrEqual(0);
          if (min === max) expect(sd).toBe(0);
        },
      ),
    );
  });
});

describe("experiments", () => {
  it("are told apart by case, network and noise, the planned one first", () => {
    const rows = [row({ noise: 0.01 }), row({}), row({ case: "mnist", network: [784, 10] })];
    expect(experiments(rows, settings).map(({ name }) => name)).toEqual([
      "pde-2-2-1-noise-0",
      "pde-2-2-1-noise-0.01",
      "mnist-784-10",
    ]);
  });

  it("show what is planned before there are any rows", () => {
    const [{ strategies, ratios, baseline: none }] = experiments([], settings);
    expect({ strategies, ratios, none }).toEqual({
      strategies: settings.strategies,
      ratios: [0.5, 0.9],
      none: undefined,
    });
  });

  it("order strategies as the settings do, and ratios by size, whatever the order of the rows", () => {
    const rows = [...complete(() => 1).toReversed(), row({ strategy: "obd", ratio: 0.1 })];
    const [{ strategies, ratios }] = experiments(rows, settings);
    expect(strategies).toEqual([...settings.strategies, "obd"]);
    expect(ratios).toEqual([0.1, 0.5, 0.9]);
  });

  it("have a baseline and hold it for no strategy", () => {
    const [{ strategies, ratios, baseline: found }] = experiments([baseline({ testLoss: 2 }), row({})]);
    expect(found?.testLoss.mean).toBe(2);
    expect({ strategies, ratios }).toEqual({ strategies: ["magnitude"], ratios: [0.5] });
  });
});
