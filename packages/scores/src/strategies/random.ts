import { required } from "@espalier/network/internal";
import { checkRandom, randomUniform, zeros } from "@espalier/tensor";
import { scoresAsUsed } from "../method/by-matrix.ts";
import type { LayerScores } from "../method/score.ts";
import type { WholeStrategy } from "./strategy.ts";

/** Uniform importances, without compensation: every set of weights is equally likely to be removed. */
export const random: WholeStrategy = {
  kind: "score",
  name: "random",
  scoresTied: true,
  *score({ layers }, { who = "random", random: given }) {
    const stream = required(who, "random", "a random stream", given);
    checkRandom(who, stream);
    yield { stage: "scores", done: 1, total: 1 };
    const scores: LayerScores[] = [];
    for (const layer of layers) {
      const { shape } = layer.weight;
      const own = { importance: randomUniform(shape, 0, 1, stream), compensation: zeros(shape) };
      scores.push(layer.tied === undefined ? own : scoresAsUsed(layer, scores[layer.tied]));
    }
    return scores;
  },
};
