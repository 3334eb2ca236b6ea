import { initialNetwork } from "@espalier/prune";
import { seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { epochsOf, planOf, tasksOf } from "../../src/experiment/plan.ts";
import type { Earlier } from "../../src/experiment/plan.ts";
import type { Row } from "../../src/results.ts";
import { complete, resultsOf, settings } from "../report-rows.ts";

const network = initialNetwork({ sizes: [2, 2, 1], random: seededRandom(1) });

const earlier = (rows: readonly Row[], seeds: readonly number[]): Earlier => ({
  results: resultsOf(rows),
  baselines: new Map(seeds.map((seed) => [seed, network])),
});
const rows = complete(() => 1);

describe("planOf", () => {
  it("plans, for every seed, a baseline, then what needs it, and last what trains from scratch, ratio by ratio", () => {
    expect(planOf(settings)).toEqual(
      [0, 1].map((seed) => ({
        seed,
        trained: undefined,
        baseline: { kind: "baseline", seed },
        strategies: ["elimination-compensation", "magnitude"].map((strategy) => ({
          kind: "strategy",
          seed,
          strategy,
          ratios: [0.5, 0.9],
        })),
        fillers: [0.5, 0.9].map((ratio) => ({
          kind: "strategy",
          seed,
          strategy: "fully-connected",
          ratios: [ratio],
        })),
      })),
    );
  });

  it("plans nothing once everything is measured", () => {
    expect(tasksOf(planOf(settings, earlier(rows, [0, 1])))).toEqual([]);
  });

  it("plans again what was pruned and not fine-tuned", () => {
    const isLost = (row: Row): boolean =>
      row.seed === 1 && row.strategy === "magnitude" && row.ratio === 0.9 && row.stage === "fine-tuned";
    const left = rows.filter((row) => !isLost(row));
    expect(tasksOf(planOf(settings, earlier(left, [0, 1])))).toEqual([
      { kind: "strategy", seed: 1, strategy: "magnitude", ratios: [0.9] },
    ]);
  });

  it("trains a baseline again whose network is lost", () => {
    expect(tasksOf(planOf(settings, earlier(rows, [0])))).toEqual([{ kind: "baseline", seed: 1 }]);
  });
});

describe("epochsOf", () => {
  it("counts training before pruning, fine-tuning for each ratio, or both for a network from scratch", () => {
    const [{ strategies, fillers }] = planOf(settings);
    expect(epochsOf({ kind: "baseline", seed: 0 }, settings)).toBe(2);
    expect(epochsOf(strategies[0], settings)).toBe(2 * 1);
    expect(epochsOf(fillers[0], settings)).toBe(2 + 1);
  });
});
