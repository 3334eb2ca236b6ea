import { randomUniform, zeros } from "@espalier/tensor";
import { required } from "../network/required.ts";
import type { WholeStrategy } from "./strategy.ts";

/** Uniform importances, without compensation: every set of weights is equally likely to be removed. */
export const random: WholeStrategy = {
  kind: "score",
  name: "random",
  *score({ layers }, { who = "random", random: given }) {
    const stream = required(who, "random", "a random stream", given);
    yield { stage: "scores", done: 1, total: 1 };
    return layers.map(({ weight: { shape } }) => ({
      importance: randomUniform(shape, 0, 1, stream),
      compensation: zeros(shape),
    }));
  },
};
