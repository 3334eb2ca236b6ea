import { matchAxes } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Apply, Inputs, Op, Value } from "../op.ts";
import { sub } from "./arithmetic.ts";
import { softmax } from "./logsumexp.ts";
import { divergenceOfSoftmax } from "./divergence.ts";
import { lossRules } from "./loss-rules.ts";
import { scale } from "./shape.ts";

/**
 * The mean over the samples of KL(q ‖ p), where p is the softmax of the outputs and q that of the target's logits.
 *
 *   X [n, m], target [n, m] logits  →  L = Σ_n Σ_m q (log q − log p) / N, a scalar
 *
 *   jvp   L̇ = Σ (p − q) ⊙ Ẋ / N      vjp   X̄ = (p − q) L̄ / N
 *
 * The target is held constant.
 *
 * @throws ShapeError when X and target differ in shape
 * @see Hinton, Vinyals & Dean 2015, "Distilling the knowledge in a neural network"
 */
export const softmaxDivergence: Op<"X" | "target", "X"> = {
  name: "softmaxDivergence",
  shape: ({ X, target }) => {
    matchAxes("softmaxDivergence", { X: [{ shape: X }, "NM"], target: [{ shape: target }, "NM"] });
    return [];
  },
  forward: ({ X, target }, loss) => {
    loss.data[0] = divergenceOfSoftmax(X, target) / X.shape[0];
  },
  ...lossRules(slope),
};

/** (p − q) / N */
function slope({ X, target }: Inputs<"X" | "target">, apply: Apply): Value {
  const [N] = shapeOf(X);
  const [p, q] = [X, target].map((x) => apply(softmax(1), { x }));
  return apply(scale(1 / N), { x: apply(sub, { a: p, b: q }) });
}
