import { randomUniform, zeros } from "@espalier/tensor";
import { required } from "./strategy.ts";
import type { ScoringStrategy } from "./strategy.ts";

/** Uniform importances, without compensation: every set of weights is as likely to go. */
export const random: ScoringStrategy = {
  kind: "score",
  name: "random",
  *score({ layers }, calibration) {
    const stream = required("random", "a random stream", calibration.random);
    yield { stage: "scores", done: 1, total: 1 };
    return layers.map(({ weight: { shape } }) => ({
      importance: randomUniform(shape, 0, 1, stream),
      compensation: zeros(shape),
    }));
  },
};
