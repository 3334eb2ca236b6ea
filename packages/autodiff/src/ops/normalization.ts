import { matchAxes } from "@espalier/tensor";
import type { Data, Shape, Tensor } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Op } from "../op.ts";
import { mul } from "./arithmetic.ts";
import { rowStatistics, unit, unitSlope } from "./normalized-row.ts";
import type { Kind } from "./normalized-row.ts";
import { broadcastTo, sumTo } from "./shape.ts";

/**
 * Layer normalization, γ ⊙ (x − μ) / √(σ² + ε) + β with the mean μ and the variance σ² of each row.
 *
 *   X [n, i], gain γ [i], shift β [i]  →  Y [n, i]
 *
 *   jvp   Ẏ = γ ⊙ S(Ẋ)      Ẏ = γ̇ ⊙ u         Ẏ = β̇                u the normalized row, S its derivative:
 *   vjp   X̄ = S(γ ⊙ Ȳ)      γ̄ = Σ_n Ȳ ⊙ u     β̄ = Σ_n Ȳ            S(c) = (c − mean c − u mean(u c)) / √(σ² + ε)
 *
 * @param epsilon ε ≥ 0
 * @throws ShapeError when gain or shift is not one number for each column of X
 * @see Ba, Kiros & Hinton 2016, "Layer normalization", (4)
 */
export const layerNorm = (epsilon: number): Op<"X" | "gain" | "shift"> => {
  const kind: Kind = { name: "layerNorm", isCentred: true, epsilon };
  const rules = gained(kind);
  return {
    name: "layerNorm",
    shape: ({ X, gain, shift }) => checkColumns("layerNorm", X, { gain, shift }),
    forward: ({ X, gain, shift }, Y) => normalize(kind, X, gain.data, shift.data, Y),
    jvp: { ...rules.jvp, shift: (_, change, Y, apply) => apply(broadcastTo(shapeOf(Y)), { x: change }) },
    vjp: { ...rules.vjp, shift: ({ shift }, YBar, _, apply) => apply(sumTo(shapeOf(shift)), { x: YBar }) },
  };
};

/**
 * RMS normalization, γ ⊙ x / √(mean x² + ε), row by row.
 *
 *   X [n, i], gain γ [i]  →  Y [n, i]
 *
 *   jvp   Ẏ = γ ⊙ S(Ẋ)      Ẏ = γ̇ ⊙ u          u the normalized row, S its derivative:
 *   vjp   X̄ = S(γ ⊙ Ȳ)      γ̄ = Σ_n Ȳ ⊙ u      S(c) = (c − u mean(u c)) / √(mean x² + ε)
 *
 * @param epsilon ε ≥ 0
 * @throws ShapeError when gain is not one number for each column of X
 * @see Zhang & Sennrich 2019, "Root mean square layer normalization", (4)
 */
export const rmsNorm = (epsilon: number): Op<"X" | "gain"> => {
  const kind: Kind = { name: "rmsNorm", isCentred: false, epsilon };
  return {
    name: "rmsNorm",
    shape: ({ X, gain }) => checkColumns("rmsNorm", X, { gain }),
    forward: ({ X, gain }, Y) => normalize(kind, X, gain.data, undefined, Y),
    ...gained(kind),
  };
};

/** Y = γ ⊙ u + β */
function normalize(kind: Kind, X: Tensor, gain: Data, shift: Data | undefined, Y: Tensor): void {
  const [N, I] = X.shape;
  for (let n = 0; n < N; n++) {
    const { mean, r } = rowStatistics(kind, X.data, n * I, I);
    for (let i = 0, at = n * I; i < I; i++, at++)
      Y.data[at] = gain[i] * ((X.data[at] - mean) * r) + (shift === undefined ? 0 : shift[i]);
  }
}

/** The rules of γ ⊙ u. */
function gained(kind: Kind): Pick<Op<"X" | "gain">, "jvp" | "vjp"> {
  return {
    jvp: {
      X: ({ X, gain }, XDot, _, apply) =>
        apply(mul, { a: gain, b: apply(unitSlope(kind), { x: X, c: XDot }) }),
      gain: ({ X }, change, _, apply) => apply(mul, { a: change, b: apply(unit(kind), { x: X }) }),
    },
    vjp: {
      X: ({ X, gain }, YBar, _, apply) =>
        apply(unitSlope(kind), { x: X, c: apply(mul, { a: YBar, b: gain }) }),
      gain: ({ X, gain }, YBar, _, apply) =>
        apply(sumTo(shapeOf(gain)), { x: apply(mul, { a: YBar, b: apply(unit(kind), { x: X }) }) }),
    },
  };
}

function checkColumns(who: string, X: Shape, perColumn: Readonly<Record<string, Shape>>): Shape {
  for (const [name, shape] of Object.entries(perColumn))
    matchAxes(who, { X: [{ shape: X }, "NI"], [name]: [{ shape }, "I"] });
  return X;
}
