import type { Apply, Inputs, Op, Value } from "../op.ts";
import { mul } from "./arithmetic.ts";
import { sumOver } from "./shape.ts";

/**
 * The rules of a scalar loss of X whose target is held constant, from its slope ∂L/∂X.
 *
 *   jvp   L̇ = Σ ∂L/∂X ⊙ Ẋ      vjp   X̄ = ∂L/∂X L̄
 */
export const lossRules = (
  slope: (inputs: Inputs<"X" | "target">, apply: Apply) => Value,
): Pick<Op<"X" | "target", "X">, "jvp" | "vjp"> => ({
  jvp: {
    X: (inputs, XDot, _, apply) => apply(sumOver(), { x: apply(mul, { a: slope(inputs, apply), b: XDot }) }),
  },
  vjp: { X: (inputs, lossBar, _, apply) => apply(mul, { a: slope(inputs, apply), b: lossBar }) },
});
