import type { Activation, ActivationKind } from "./activation.ts";

/** How an activation changes the size and the error of a signal s with |s| ≤ S. A PReLU is steeper where |a| > 1. */
export interface Curve {
  /** The steepest slope. */
  readonly slope: (S: number) => number;
  /** The largest |σ(s)|. */
  readonly size: (S: number) => number;
  /**
   * |computed − exact| in units of u: 2 for each ulp of a function. The worst of our own functions, those of a JavaScript engine
   * and those of a C library, each within 4 ulp; with numbers of the activation rounded to the precision.
   */
  readonly rounding: (S: number) => number;
}

type Of<K extends ActivationKind> = Activation & { readonly kind: K };

const one = (): number => 1;
const none = (): number => 0;
const same = (S: number): number => S;
const times =
  (c: number) =>
  (S: number): number =>
    c * S;
const always = (c: number) => (): number => c;

// prettier-ignore
const curves: { readonly [K in ActivationKind]: (activation: Of<K>) => Curve } = {
  identity:     () => ({ slope: one,           size: same, rounding: none }),
  relu:         () => ({ slope: one,           size: same, rounding: none }),
  prelu:        () => ({ slope: one,           size: same, rounding: same }),
  "leaky-relu": ({ alpha }) => ({ slope: always(Math.max(1, Math.abs(alpha))), size: times(Math.max(1, Math.abs(alpha))), rounding: times(2 * Math.abs(alpha)) }),
  tanh:         () => ({ slope: one,           size: one,  rounding: always(8) }),
  sigmoid:      () => ({ slope: always(0.25),  size: one,  rounding: always(12) }), // exp, one sum and one quotient
  gelu:         () => ({ slope: always(1.129), size: same, rounding: times(128) }), // Φ(√2) + √2 φ(√2) = 1.1289…; a series of 100 terms at most
  "gelu-tanh":  () => ({ slope: always(1.13),  size: same, rounding: times(32) }),  // steepest at 1.41…; z is off by 8 u, where |x| 2z σ′ < 1
  silu:         () => ({ slope: always(1.1),   size: same, rounding: times(16) }),  // steepest at 2.399…, 1.0998…
  elu:          ({ alpha }) => ({ slope: always(Math.max(1, Math.abs(alpha))), size: (S) => Math.max(S, Math.abs(alpha)), rounding: always(12 * Math.abs(alpha)) }),
  selu:         () => ({ slope: always(1.7581), size: (S) => 1.7581 * Math.max(1, S), rounding: (S) => 32 * Math.max(1, S) }), // λ α = 1.75809…
  celu:         ({ alpha }) => ({ slope: one,  size: (S) => Math.max(S, alpha), rounding: always(16 * alpha) }),
  softplus:     ({ beta }) => ({ slope: one,   size: (S) => S + Math.LN2 / beta, rounding: (S) => 32 * (S + 1 / beta) }),
  mish:         () => ({ slope: always(1.09),  size: same, rounding: times(64) }),  // steepest at 1.490…, 1.0884…
  hardsigmoid:  ({ alpha, beta }) => ({ slope: always(alpha), size: one, rounding: always(4 * (1 + Math.abs(beta))) }),
  hardswish:    () => ({ slope: always(1.5),   size: same, rounding: times(8) }),
  clip:         ({ min, max }) => ({ slope: one, size: (S) => Math.min(Math.max(Math.abs(min), Math.abs(max)), Math.max(S, min, -max)), rounding: (S) => Math.max(Math.min(Math.abs(min), S), Math.min(Math.abs(max), S), min, -max, 0) }),
  softsign:     () => ({ slope: one,           size: one,  rounding: always(6) }),
  logsigmoid:   () => ({ slope: one,           size: (S) => S + Math.LN2, rounding: (S) => 32 * (S + 1) }),
  sin:          ({ omega }) => ({ slope: always(Math.abs(omega)), size: one, rounding: (S) => 8 + 3 * Math.abs(omega) * S }), // ω s is off by 2 u |ω s|
  cos:          ({ omega }) => ({ slope: always(Math.abs(omega)), size: one, rounding: (S) => 8 + 3 * Math.abs(omega) * S }), // ω s is off by 2 u |ω s|
  exp:          () => ({ slope: Math.exp,      size: Math.exp, rounding: (S) => 8 * Math.exp(S) }),
  abs:          () => ({ slope: one,           size: same, rounding: none }),
  sqrt:         () => ({ slope: always(Infinity), size: Math.sqrt, rounding: Math.sqrt }), // signals of at most S may be at 0
  reciprocal:   () => ({ slope: always(Infinity), size: always(Infinity), rounding: always(Infinity) }),
};

export const curveOf = (activation: Activation): Curve =>
  (curves[activation.kind] as (activation: Activation) => Curve)(activation); // the row of a kind takes the activations of that kind
