import { kernels, matchAxes } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Apply, Inputs, Op, Value } from "../op.ts";
import { mul, sub } from "./arithmetic.ts";
import { softmax } from "./logsumexp.ts";
import { scale, sumOver } from "./shape.ts";

/**
 * The mean over the samples of KL(q ‖ p), where p is the softmax of the outputs and q that of the target's logits.
 *
 *   X [n, m], target [n, m] logits  →  L = Σ_n (logsumexp_m X − logsumexp_m T − Σ_m q (X − T)) / N, a scalar
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
    const [N, M] = X.shape;
    const arena = kernels().arena();
    try {
      const [own, other, Q] = [arena.doubles(N), arena.doubles(N), arena.doubles(N * M)];
      kernels().logSumExp({ X: X.data, length: M, step: 1, Y: own });
      kernels().logSumExp({ X: target.data, length: M, step: 1, Y: other });
      kernels().softmax({ X: target.data, length: M, step: 1, P: Q });
      let sum = 0;
      for (let n = 0; n < N; n++) {
        let expected = 0;
        for (let at = n * M; at < (n + 1) * M; at++) expected += Q[at] * (X.data[at] - target.data[at]);
        sum += own[n] - other[n] - expected;
      }
      loss.data[0] = sum / N;
    } finally {
      arena.release();
    }
  },
  jvp: {
    X: (inputs, XDot, _, apply) => apply(sumOver(), { x: apply(mul, { a: slope(inputs, apply), b: XDot }) }),
  },
  vjp: { X: (inputs, lossBar, _, apply) => apply(mul, { a: slope(inputs, apply), b: lossBar }) },
};

/** (p − q) / N */
function slope({ X, target }: Inputs<"X" | "target">, apply: Apply): Value {
  const [N] = shapeOf(X);
  const [p, q] = [X, target].map((x) => apply(softmax(1), { x }));
  return apply(scale(1 / N), { x: apply(sub, { a: p, b: q }) });
}
