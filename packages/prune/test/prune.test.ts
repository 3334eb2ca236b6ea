import { randomNormal, seededRandom, tensor, toNested } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cloneNetwork,
  cut,
  finish,
  initialNetwork,
  nonzeroWeights,
  prune,
  pruning,
  removalCount,
  weightCount,
} from "../src/index.ts";
import type { ScoringStrategy } from "../src/index.ts";
import { cases } from "../../network/test/support/arbitraries.ts";
import { law } from "../../../test-setup/law.ts";
import { scoresOf } from "../../scores/test/support/scores.ts";

const network = initialNetwork({ sizes: [3, 5, 2], random: seededRandom(1) });
const inputs = randomNormal([40, 3], seededRandom(2));

describe("a pruned network", () => {
  const withRatio = fc.record({ drawn: cases, ratio: fc.double({ min: 0, max: 1, noNaN: true }) });
  law("has lost exactly round(ρ N_W) weights, and says so", withRatio, ({ drawn, ratio }) => {
    const before = cloneNetwork(drawn.network);
    const pruned = prune(drawn.network, drawn.inputs, { ratio });
    const kept = pruned.masks.reduce((count, mask) => count + mask.reduce((sum, each) => sum + each, 0), 0);
    expect(drawn.network).toEqual(before);
    expect(pruned.weights).toBe(weightCount(drawn.network));
    expect(pruned.removed).toBe(removalCount(pruned.weights, ratio));
    expect(pruned.weights - kept).toBe(pruned.removed);
    expect(nonzeroWeights(pruned.network)).toBeLessThanOrEqual(kept);
  });

  it("at ratio 0 is the same network, at ratio 1 a constant one", () => {
    expect(prune(network, inputs, { ratio: 0 }).network).toEqual(network);
    expect(nonzeroWeights(prune(network, inputs, { ratio: 1 }).network)).toBe(0);
  });

  it("is what `cut` makes of the scores, which serve every ratio", () => {
    const scores = scoresOf(network, inputs);
    for (const ratio of [0.2, 0.7])
      expect(cut(network, scores, ratio)).toEqual(prune(network, inputs, { ratio }));
  });

  it("is the same from a tensor and from rows of numbers", () => {
    const rows = toNested(inputs);
    expect(prune(network, rows, { ratio: 0.5 })).toEqual(prune(network, inputs, { ratio: 0.5 }));
  });

  it("comes from the proposed method unless another one is asked for", () => {
    const named = prune(network, inputs, { ratio: 0.5, strategy: "elimination-compensation" });
    expect(prune(network, inputs, { ratio: 0.5 })).toEqual(named);
    expect(prune(network, inputs, { ratio: 0.5, strategy: "magnitude" })).not.toEqual(named);
  });

  it("reports how many samples have been seen", () => {
    const many = randomNormal([2500, 3], seededRandom(3));
    expect([...pruning(network, many, { ratio: 0.5 })]).toEqual(
      [1024, 2048, 2500].map((done) => ({ stage: "scores", done, total: 2500 })),
    );
  });
});

describe("the option samples", () => {
  /** Scores nothing, and remembers what it was shown. */
  function spy(): { strategy: ScoringStrategy; seen: number[][]; targets: unknown[] } {
    const seen: number[][] = [];
    const targets: unknown[] = [];
    const strategy: ScoringStrategy = {
      kind: "score",
      name: "spy",
      needsTargets: true,
      *score({ layers }, calibration) {
        yield { stage: "scores", done: 1, total: 1 };
        seen.push(...(toNested(calibration.inputs) as number[][]));
        if (calibration.targets) targets.push(...(toNested(calibration.targets) as unknown[]));
        return layers.map(({ weight }) => ({ importance: weight, compensation: weight }));
      },
    };
    return { strategy, seen, targets };
  }
  const numbered = tensor(Array.from({ length: 20 }, (_, n) => [n, 0, 0]));
  const targets = tensor(Array.from({ length: 20 }, (_, n) => [n]));

  it("draws that many different ones, each with its own target", () => {
    const { strategy, ...shown } = spy();
    prune(network, numbered, { ratio: 0.5, strategy, targets, samples: 7, random: seededRandom(1) });
    const chosen = shown.seen.map(([n]) => n);
    expect(new Set(chosen).size).toBe(7);
    expect(shown.targets).toEqual(chosen.map((n) => [n]));
    expect(chosen).not.toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("draws the same ones for the same seed, others for another", () => {
    const [one, same, other] = [1, 1, 2].map((seed) => {
      const { strategy, seen } = spy();
      prune(network, numbered, { ratio: 0.5, strategy, samples: 7, random: seededRandom(seed) });
      return seen;
    });
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it("may be all of them, or one", () => {
    for (const samples of [1, 20]) {
      const { strategy, seen } = spy();
      prune(network, numbered, { ratio: 0.5, strategy, samples, random: seededRandom(1) });
      expect(seen).toHaveLength(samples);
    }
  });

  it("left out shows all of them in order, with targets", () => {
    const { strategy, ...shown } = spy();
    prune(network, numbered, { ratio: 0.5, strategy, targets });
    expect(shown.seen).toEqual(toNested(numbered));
    expect(shown.targets).toEqual(toNested(targets));
  });
});

describe("a strategy of one's own", () => {
  it("decides what goes and what the biases gain", () => {
    const last: ScoringStrategy = {
      kind: "score",
      name: "the last weights first",
      *score({ layers }) {
        yield { stage: "scores", done: 1, total: 1 };
        return layers.map(({ weight: { shape, data } }) => ({
          importance: { shape, data: data.map((_, ij) => -ij) },
          compensation: { shape, data: data.map(() => 1) },
        }));
      },
    };
    const layer = { weight: tensor([[1, 2, 3]]), bias: tensor([10]), activation: { kind: "tanh" as const } };
    const { network: pruned } = prune({ layers: [layer] }, [[0, 0, 0]], { ratio: 0.6, strategy: last });
    expect(toNested(pruned.layers[0].weight)).toEqual([[1, 0, 0]]);
    expect(toNested(pruned.layers[0].bias)).toEqual([12]);
    expect(finish(pruning({ layers: [layer] }, [[0, 0, 0]], { ratio: 0, strategy: last })).removed).toBe(0);
  });
});
