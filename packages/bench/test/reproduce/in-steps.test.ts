import { finish, initialNetwork, nonzeroWeights, prune, weightCount } from "@espalier/prune";
import type { LayerScores, Network, Work } from "@espalier/prune";
import { randomUniform, seededRandom, zeros } from "@espalier/tensor";
import { expect, it } from "vitest";
import { scoresOf, scoringStrategyOf } from "../../src/experiment/steps.ts";
import { prunedInSteps } from "../../src/reproduce/in-steps.ts";
import { tinyData, tinyExperiment } from "../support/tiny-part.ts";

const network = initialNetwork({ sizes: [3, 4, 4, 1], random: seededRandom(1) });
const bench = { recipe: tinyExperiment.recipe, data: tinyData };
const scores = (left: Network): Work<LayerScores[]> =>
  scoresOf(bench, 0, left, scoringStrategyOf("elimination-compensation"));

it("one step is plain pruning", () => {
  const { network: expected } = prune(network, tinyData.train.inputs, { ratio: 0.5 });
  expect(finish(prunedInSteps(network, 0.5, 1, scores))).toEqual(expected);
});

it.each([1, 2, 3, 5, 7])("%i steps remove round(ρ N_W) weights", (steps) => {
  const pruned = finish(prunedInSteps(network, 0.7, steps, scores));
  expect(nonzeroWeights(pruned)).toBe(32 - 22); // 0.7 · 32 = 22.4
});

it("each step scores what is left by then", () => {
  const seen: number[] = [];
  finish(
    prunedInSteps(network, 0.75, 3, (left) => {
      seen.push(nonzeroWeights(left));
      return scores(left);
    }),
  );
  expect(seen).toEqual([32, 24, 16]);
});

it("what is removed stays removed where everything left is as cheap", () => {
  // Ties fall to the first weight: with importances 0 throughout, the second step would count removed ones as removals.
  function* inReverse({ layers }: Network): Work<LayerScores[]> {
    yield { stage: "scores", done: 1, total: 1 };
    const isFirst = nonzeroWeights({ layers }) === weightCount({ layers });
    return layers.map(({ weight: { shape } }, k) => ({
      importance: isFirst && k < 2 ? randomUniform(shape, 1, 2, seededRandom(k)) : zeros(shape),
      compensation: zeros(shape),
    }));
  }
  expect(nonzeroWeights(finish(prunedInSteps(network, 0.25, 2, inReverse)))).toBe(24);
});
