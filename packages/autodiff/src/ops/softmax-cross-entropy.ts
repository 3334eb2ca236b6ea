import { kernels, matchAxes, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Apply, Inputs, Op, Value } from "../op.ts";
import { sub } from "./arithmetic.ts";
import { softmax } from "./logsumexp.ts";
import { lossRules } from "./loss-rules.ts";
import { scale } from "./shape.ts";

/**
 * The mean over the samples of −log p_t, where p is the softmax of the outputs and t the class of the sample.
 *
 *   X [n, m], target [n] class numbers 0 … M − 1  →  L = Σ_n (logsumexp_m X − X_nt) / N, a scalar
 *
 *   jvp   L̇ = Σ (p − e_t) ⊙ Ẋ / N      vjp   X̄ = (p − e_t) L̄ / N
 *
 * The classes are held constant.
 *
 * @throws ShapeError when X and target disagree on n
 * @throws ValueError naming the sample whose class is not a whole number from 0 to M − 1
 */
export const softmaxCrossEntropy: Op<"X" | "target", "X"> = {
  name: "softmaxCrossEntropy",
  shape: ({ X, target }) => {
    matchAxes("softmaxCrossEntropy", { X: [{ shape: X }, "NM"], target: [{ shape: target }, "N"] });
    return [];
  },
  forward: ({ X, target }, loss) => {
    const [N, M] = X.shape;
    const arena = kernels().arena();
    try {
      const logTotals = arena.doubles(N);
      kernels().logSumExp({ X: X.data, length: M, step: 1, Y: logTotals });
      let sum = 0;
      for (let n = 0; n < N; n++) sum += logTotals[n] - X.data[n * M + classOf(target, n, M)];
      loss.data[0] = sum / N;
    } finally {
      arena.release();
    }
  },
  ...lossRules(slope),
};

/** (p − e_t) / N */
function slope({ X, target }: Inputs<"X" | "target">, apply: Apply): Value {
  const [N, M] = shapeOf(X);
  const error = apply(sub, { a: apply(softmax(1), { x: X }), b: apply(oneHot(M), { target }) });
  return apply(scale(1 / N), { x: error });
}

/** The unit vectors e_t, [n] → [n, m]. The classes are held constant. */
const oneHot = (M: number): Op<"target", never> => ({
  name: "oneHot",
  shape: ({ target: [N] }) => [N, M],
  forward: ({ target }, E) => {
    E.data.fill(0);
    for (let n = 0; n < target.data.length; n++) E.data[n * M + classOf(target, n, M)] = 1;
  },
  jvp: {},
  vjp: {},
});

function classOf({ data }: Tensor, n: number, M: number): number {
  if (!(Number.isInteger(data[n]) && data[n] >= 0 && data[n] < M))
    throw new ValueError("softmaxCrossEntropy", `classes 0 … ${M - 1}`, `${data[n]} at sample ${n}`);
  return data[n];
}
