import { gelu, geluSlope, sigmoid, sigmoidSlope, tanh, tanhSlope } from "../../elementary/index.ts";
import type { Activation, ActivationName, ActivationSlope } from "../kernels.ts";

/** A function and its slope. The slope of relu at 0 is 0. */
interface Curve {
  readonly f: (x: number) => number;
  readonly slope: (x: number) => number;
}

// prettier-ignore
const curves: Readonly<Record<ActivationName, Curve>> = {
  relu:    { f: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) },
  tanh:    { f: tanh,                  slope: tanhSlope              },
  sigmoid: { f: sigmoid,               slope: sigmoidSlope           },
  gelu:    { f: gelu,                  slope: geluSlope              },
};

/** y ← f(x), from the entry `from` on. */
export function activation({ name, X, Y }: Activation, from = 0): void {
  const { f } = curves[name];
  for (let at = from; at < Y.length; at++) Y[at] = f(X[at]);
}

/** z ← c f′(x), from the entry `from` on. */
export function activationSlope({ name, X, c, Z }: ActivationSlope, from = 0): void {
  const { slope } = curves[name];
  for (let at = from; at < Z.length; at++) Z[at] = c[at] * slope(X[at]);
}
