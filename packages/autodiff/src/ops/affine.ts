import { kernels, matchAxes, matmulNTInto } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Op } from "../op.ts";
import { add } from "./arithmetic.ts";
import { matmulNN, matmulNT, matmulTN } from "./matmul.ts";
import { broadcastTo, sumTo } from "./shape.ts";

/**
 * The signal of a layer, s = W x + b, one sample a row.
 *
 *   X [n, j], W [i, j], b [i]  →  S [n, i]
 *
 *   forward   S = X Wᵀ + 1 bᵀ
 *   jvp       Ṡ = Ẋ Wᵀ      Ṡ = X Ẇᵀ      Ṡ = 1 ḃᵀ      together, Ẋ Wᵀ + (X Ẇᵀ + 1 ḃᵀ)
 *   vjp       X̄ = S̄ W       W̄ = S̄ᵀ X      b̄ = S̄ᵀ 1
 *
 * @throws ShapeError when X and W disagree on j, or W and b on i
 * @see Giles 2008, "An extended collection of matrix derivative results", §2.2
 */
export const affine: Op<"X" | "W" | "b"> = {
  name: "affine",
  shape: ({ X, W, b }) => {
    const { N, I } = matchAxes("affine", {
      X: [{ shape: X }, "NJ"],
      W: [{ shape: W }, "IJ"],
      b: [{ shape: b }, "I"],
    });
    return [N, I];
  },
  forward: ({ X, W, b }, S) => {
    matmulNTInto(S, X, W);
    kernels().addToRows(S.data, b.data);
  },
  jvp: {
    X: ({ W }, XDot, _, apply) => apply(matmulNT, { A: XDot, B: W }),
    W: ({ X }, WDot, _, apply) => apply(matmulNT, { A: X, B: WDot }),
    b: (_, bDot, S, apply) => apply(broadcastTo(shapeOf(S)), { x: bDot }),
  },
  tangent({ X, W }, { X: XDot, W: WDot, b: bDot }, apply) {
    if (WDot === undefined || bDot === undefined) return undefined;
    const own = apply(affine, { X, W: WDot, b: bDot });
    return XDot === undefined ? own : apply(add, { a: own, b: apply(matmulNT, { A: XDot, B: W }) });
  },
  vjp: {
    X: ({ W }, SBar, _, apply) => apply(matmulNN, { A: SBar, B: W }),
    W: ({ X }, SBar, _, apply) => apply(matmulTN, { A: SBar, B: X }),
    b: ({ b }, SBar, _, apply) => apply(sumTo(shapeOf(b)), { x: SBar }),
  },
};
