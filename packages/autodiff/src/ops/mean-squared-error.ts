import { sameShape, ShapeError, showShape, sizeOf } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Apply, Inputs, Op, Value } from "../op.ts";
import { mul, sub } from "./arithmetic.ts";
import { scale, sumOver } from "./shape.ts";

/**
 * The mean squared error over all samples and outputs, a scalar.
 *
 *   P, T [n, m]  →  L = Σ (P − T)² / (N M)
 *
 *   jvp   L̇ = 2/(N M) Σ (P − T) Ṗ      vjp   P̄ = 2/(N M) (P − T) L̄      and the negative of both for T
 *
 * @throws ShapeError when prediction and target differ in shape
 */
export const meanSquaredError: Op<"prediction" | "target"> = {
  name: "meanSquaredError",
  shape: ({ prediction, target }) => {
    if (!sameShape(prediction, target))
      throw new ShapeError(
        "meanSquaredError",
        `a target of shape ${showShape(prediction)}`,
        showShape(target),
      );
    return [];
  },
  forward: ({ prediction, target }, loss) => {
    let sum = 0;
    for (let at = 0; at < target.data.length; at++) {
      const error = prediction.data[at] - target.data[at];
      sum += error * error;
    }
    loss.data[0] = sum / target.data.length;
  },
  jvp: {
    prediction: (inputs, dot, _, apply) =>
      apply(sumOver(), { x: apply(mul, { a: slope(inputs, 1, apply), b: dot }) }),
    target: (inputs, dot, _, apply) =>
      apply(sumOver(), { x: apply(mul, { a: slope(inputs, -1, apply), b: dot }) }),
  },
  vjp: {
    prediction: (inputs, lossBar, _, apply) => apply(mul, { a: slope(inputs, 1, apply), b: lossBar }),
    target: (inputs, lossBar, _, apply) => apply(mul, { a: slope(inputs, -1, apply), b: lossBar }),
  },
};

/** ± 2/(N M) (P − T) */
const slope = ({ prediction, target }: Inputs<"prediction" | "target">, sign: 1 | -1, apply: Apply): Value =>
  apply(scale((2 * sign) / sizeOf(shapeOf(prediction))), { x: apply(sub, { a: prediction, b: target }) });
