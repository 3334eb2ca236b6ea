import { abs, astype, zeros } from "@espalier/tensor";
import type { WholeStrategy } from "./strategy.ts";

/** |W_ij|, without compensation. */
export const magnitude: WholeStrategy = {
  kind: "score",
  name: "magnitude",
  scoresTied: true,
  *score({ layers }) {
    yield { stage: "scores", done: 1, total: 1 };
    return layers.map(({ weight }) => ({
      importance: abs(astype(weight, "f64")),
      compensation: zeros(weight.shape),
    }));
  },
};
