import type { Network } from "@espalier/prune";
import { describe, expect, it } from "vitest";
import { planOf } from "../../src/experiment/plan.ts";
import type { SeedPlan } from "../../src/experiment/plan.ts";
import { runPlans } from "../../src/experiment/run.ts";
import type { Row, Settings } from "../../src/results.ts";
import { resultsOf } from "../report-rows.ts";
import { smallData, smallSettings } from "../support/small-data.ts";

interface Outcome {
  readonly rows: Row[];
  readonly baselines: Map<number, Network>;
}

async function outcomeOf(
  plans: readonly SeedPlan[],
  workers: number,
  settings: Settings = smallSettings,
  stop = new AbortController(),
  onRow: (rows: readonly Row[]) => void = () => {},
): Promise<Outcome> {
  const outcome: Outcome = { rows: [], baselines: new Map() };
  await runPlans(plans, {
    settings,
    data: smallData,
    workers,
    signal: stop.signal,
    onReport(report) {
      if (report.kind === "row") outcome.rows.push(report.row);
      onRow(outcome.rows);
    },
    onBaseline: (seed, network) => void outcome.baselines.set(seed, network),
  });
  return outcome;
}

/** What does not depend on the clock, in an order that does not depend on the workers. */
const lossesOf = (rows: readonly Row[]): string[] =>
  rows.map((row) => JSON.stringify({ ...row, seconds: 0 })).toSorted();

const whole = await outcomeOf(planOf(smallSettings), 2);

describe("runPlans", () => {
  it("measures every network of the plan once", () => {
    const { seeds, ratios } = smallSettings;
    // A baseline, two strategies pruned and fine-tuned, and the narrower network.
    expect(new Set(lossesOf(whole.rows)).size).toBe(seeds * (1 + ratios.length * (2 * 2 + 1)));
    expect(whole.rows).toHaveLength(seeds * (1 + ratios.length * (2 * 2 + 1)));
    expect(new Set(whole.baselines.keys())).toEqual(new Set([0, 1]));
  });

  it("removes round(ρ N_W) weights", () => {
    const kept = whole.rows.filter(({ strategy }) => strategy === "random").map((row) => row.weightsKept);
    // 3·4 + 4·4 + 4·1 = 32 weights.
    expect(kept.toSorted((a, b) => b - a)).toEqual([24, 24, 24, 24, 8, 8, 8, 8]);
  });

  it("gives the same losses with any number of workers", async () => {
    const alone = await outcomeOf(planOf(smallSettings), 1);
    expect(lossesOf(alone.rows)).toEqual(lossesOf(whole.rows));
  });

  it("gives the same losses for a strategy whatever it is compared with", async () => {
    const settings: Settings = { ...smallSettings, strategies: ["random"], ratios: [0.75], seeds: 1 };
    const { rows } = await outcomeOf(planOf(settings), 1, settings);
    const expected = new Set(lossesOf(whole.rows));
    expect(lossesOf(rows).filter((row) => !expected.has(row))).toEqual([]);
  });

  it("goes on from what an earlier run has left, and ends with the same losses", async () => {
    const rows = whole.rows.filter(({ seed, strategy }) => seed === 0 && strategy !== "random");
    const earlier = { results: resultsOf(rows, smallSettings), baselines: new Map([[0, baselineOf(0)]]) };
    const rest = await outcomeOf(planOf(smallSettings, earlier), 2);
    expect(rest.rows.length).toBe(whole.rows.length - rows.length);
    expect(lossesOf([...rows, ...rest.rows])).toEqual(lossesOf(whole.rows));
  });

  it("ends with the reason of the signal, and has reported what was measured by then", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const seen: Row[] = [];
    const running = outcomeOf(planOf(smallSettings), 1, smallSettings, stop, (rows) => {
      if (rows.length > seen.length) seen.push(rows[rows.length - 1]);
      if (rows.length === 3) stop.abort(reason);
    });
    await expect(running).rejects.toBe(reason);
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen.length).toBeLessThan(whole.rows.length);
  });

  it("passes on what fails in a worker", async () => {
    const settings: Settings = { ...smallSettings, learningRate: 1e300 };
    await expect(outcomeOf(planOf(settings), 1, settings)).rejects.toThrow(/finite/);
  });
});

function baselineOf(seed: number): Network {
  const network = whole.baselines.get(seed);
  if (network === undefined) throw new Error(`no baseline of seed ${seed}`);
  return network;
}
