import { randomNormal, rows, seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  finish,
  initialNetwork,
  probedScoring,
  prune,
  scoreStream,
  scoring,
  undecided,
} from "../../src/index.ts";
import type { LayerScores, ScoreOptions } from "../../src/index.ts";
import { sharedPool } from "../support/shared-pool.ts";

const network = initialNetwork({ sizes: [6, 12, 40], random: seededRandom(1) });
const inputs = randomNormal([2500, 6], seededRandom(2)); // two chunks and a part of one
const importances = (scores: readonly LayerScores[]): number[] =>
  scores.flatMap(({ importance }) => [...importance.data]);
const scored = (options: ScoreOptions): LayerScores[] => finish(scoring(network, inputs, options));

describe("random probes", () => {
  it("give the same bits from memory, from a stream and on threads", async () => {
    const expected = scored({ probes: 3 });
    expect(expected).not.toEqual(scored({}));
    const batches = [rows(inputs, 0, 700), rows(inputs, 700, 2500)];
    expect(await scoreStream(network, batches, { probes: 3 })).toEqual(expected);
    expect(await sharedPool.score(network, inputs, { probes: 3 })).toEqual(expected);
  });

  it("take their signs from `random`", () => {
    const of = (seed: number) => scored({ probes: 2, random: seededRandom(seed) });
    expect(of(4)).toEqual(of(4));
    expect(of(4)).not.toEqual(of(5));
  });

  it("give importances and standard errors that fit each other", () => {
    const exact = importances(scored({}));
    const { scores, errors } = finish(probedScoring(network, inputs, { probes: 8 }));
    const off = importances(scores).map((value, at) => (value - exact[at]) ** 2);
    const told = errors.flatMap(({ data }) => Array.from(data, (error) => error ** 2));
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    // 552 squares on three degrees of freedom each, which depend on each other: their sums agree within a factor of two.
    expect(sum(off) / sum(told)).toBeGreaterThan(0.5);
    expect(sum(off) / sum(told)).toBeLessThan(2);
    // G is a mean over 2500 samples of energies whose standard deviation is at most √2 of themselves.
    for (const [at, value] of importances(scores).entries())
      expect(Math.abs(value / exact[at] - 1)).toBeLessThan(0.15);
  });

  it("leave fewer weights undecided the more there are, and none where they are exact", () => {
    const share = (probes: number): number =>
      undecided(finish(probedScoring(network, inputs, { probes })), 0.5);
    expect(share(32)).toBeLessThan(share(2));
    expect(share(40)).toBe(0);
    expect(finish(probedScoring(network, inputs, { probes: 40 })).scores).toEqual(scored({}));
  });

  it("prune, and with few drawn samples are scored on the same ones in each group", () => {
    const { removed } = prune(network, inputs, { ratio: 0.5, probes: 4 });
    expect(removed).toBe(276);
    const options = { probes: 40, samples: 50, random: seededRandom(1) };
    const { scores } = finish(probedScoring(network, inputs, options));
    expect(scores).toEqual(scored({ samples: 50, random: seededRandom(1) }));
  });

  it.each([
    [{ probes: 0 }, "scoring: expected a whole number of probes ≥ 1; received 0"],
    [{ probes: 1.5 }, "scoring: expected a whole number of probes ≥ 1; received 1.5"],
    [
      { probes: 4, strategy: "magnitude" },
      "scoring: expected a strategy among elimination-compensation, obd, obs, with probes; received magnitude",
    ],
  ])("refuse %o", (options, message) => {
    expect(() => scored(options)).toThrow(message);
  });

  it("refuse a single probe for standard errors, and whole neurons", () => {
    expect(() => finish(probedScoring(network, inputs, { probes: 1 }))).toThrow(
      "probedScoring: expected a whole number of probes ≥ 2; received 1",
    );
    const neurons = { granularity: "neuron", count: 2, probes: 4 } as const;
    expect(() => prune(network, inputs, neurons as never)).toThrow(
      "prune: expected the removal of single weights, with probes; received the granularity neuron",
    );
  });
});
