import { abs, astype, zeros } from "@espalier/tensor";
import type { ScoringStrategy } from "./strategy.ts";

/** |W_ij|, without compensation. */
export const magnitude: ScoringStrategy = {
  kind: "score",
  name: "magnitude",
  *score({ layers }) {
    yield { stage: "scores", done: 1, total: 1 };
    return layers.map(({ weight }) => ({
      importance: abs(astype(weight, "f64")),
      compensation: zeros(weight.shape),
    }));
  },
};
