import { wrap } from "@espalier/tensor";
import { activate } from "@espalier/prune";
import type { Activation } from "@espalier/prune";
import type { Precision } from "../../network-file.ts";

/** The unit roundoff of each precision: so far is a rounded constant, such as √2, from the real one. */
const roundoff: Readonly<Record<Precision, number>> = {
  f64: 2 ** -53,
  f32: 2 ** -24,
  f16: 2 ** -11,
  bf16: 2 ** -8,
};

type Scalar = (x: number) => number;

/** For each activation that exporters write in parts: what it is if a function is one of it. */
type Guess = (f: Scalar) => Activation;

// prettier-ignore
const guesses: readonly Guess[] = [
  () => ({ kind: "relu" }),
  () => ({ kind: "tanh" }),
  () => ({ kind: "sigmoid" }),
  () => ({ kind: "gelu" }),
  (f) => ({ kind: "prelu", slope: wrap([1], Float64Array.of(-f(-1))) }),
];

/** From 2⁻¹² to 2⁷ with both signs, between them, and far out. */
const points = Float64Array.from(
  [1, -1].flatMap((sign) => Array.from({ length: 77 }, (_, k) => sign * 2 ** (k / 4 - 12))),
);
const all = Float64Array.of(0, ...points, 1000.1, -1000.1);

/**
 * The activation that a function of one number is, known by its values: so it does not matter in which of many ways an exporter wrote
 * it down. What exporters round is a constant in it, so a value may differ by some roundoffs; no two of our activations are that close.
 */
export function recognised(f: Scalar, precision: Precision): Activation | undefined {
  const values = all.map(f);
  if (values.some(Number.isNaN)) return undefined;
  const u = roundoff[precision];
  let [best, least] = [undefined as Activation | undefined, 1];
  for (const guess of guesses) {
    const activation = guess(f);
    const difference = distance(values, activation, u);
    if (difference < least) [best, least] = [activation, difference];
  }
  return best;
}

/** The largest difference, of what rounding explains. */
function distance(values: Float64Array, activation: Activation, u: number): number {
  const ours = activate(activation, wrap([all.length], all)).data;
  let most = 0;
  for (let at = 0; at < all.length; at++) {
    if (Object.is(values[at], ours[at])) continue;
    const allowed = 4 * u * (Math.abs(ours[at]) + Math.min(Math.abs(all[at]), 8));
    most = Math.max(most, Math.abs(values[at] - ours[at]) / (allowed + Number.MIN_VALUE));
  }
  return most;
}
