import { wrap } from "@espalier/tensor";
import { activate, checkActivation, numbersOf } from "@espalier/network";
import type { Activation } from "@espalier/network";
import type { Precision } from "@espalier/files";

/** The unit roundoff of each precision: so far is a rounded constant, such as √2, from the real one. */
export const roundoff: Readonly<Record<Precision, number>> = {
  f64: 2 ** -53,
  f32: 2 ** -24,
  f16: 2 ** -11,
  bf16: 2 ** -8,
};

type Scalar = (x: number) => number;

/** What a function may be: for each activation the one that has its values at some points. */
type Guess = (f: Scalar) => Activation;

/** The distance at which a function is still the line that it begins as. */
const NEAR = 2 ** -40;
const slopeAtZero = (f: Scalar): number => (f(NEAR) - f(0)) / NEAR;

// prettier-ignore
const guesses: readonly Guess[] = [
  () => ({ kind: "relu" }),
  () => ({ kind: "abs" }),
  () => ({ kind: "tanh" }),
  () => ({ kind: "sigmoid" }),
  () => ({ kind: "gelu" }),
  () => ({ kind: "gelu-tanh" }),
  () => ({ kind: "silu" }),
  () => ({ kind: "selu" }),
  () => ({ kind: "mish" }),
  () => ({ kind: "hardswish" }),
  () => ({ kind: "softsign" }),
  () => ({ kind: "logsigmoid" }),
  () => ({ kind: "exp" }),
  (f) => ({ kind: "leaky-relu", alpha: -f(-1) }),
  (f) => ({ kind: "elu", alpha: -f(-1000) }),
  (f) => ({ kind: "celu", alpha: -f(-1000) }),
  (f) => ({ kind: "softplus", beta: Math.LN2 / f(0) }),
  (f) => ({ kind: "hardsigmoid", alpha: (f(2 ** -6) - f(0)) * 2 ** 6, beta: f(0) }),
  (f) => ({ kind: "clip", min: f(-1e37), max: f(1e37) }),
  (f) => ({ kind: "sin", omega: slopeAtZero(f) }),
  // cos ωh = 1 − 2 sin² (ωh/2), which is not lost in 1 at this h
  (f) => ({ kind: "cos", omega: 2 * Math.asin(Math.sqrt(Math.max(0, (1 - f(2 ** -8)) / 2))) * 2 ** 8 }),
];

/** A guess and, before it, the one whose numbers are those of single precision nearby: an attribute's or a constant's. */
function guessesOf(guess: Guess, f: Scalar): Activation[] {
  const near = guess(f);
  const values: Readonly<Record<string, unknown>> = { ...near };
  const list = numbersOf(near.kind).map(({ name }) => [name, Math.fround(Number(values[name]))]);
  const both = list.length === 0 ? [near] : [{ ...near, ...Object.fromEntries(list) }, near];
  return both.filter(isValid);
}

function isValid(activation: Activation): boolean {
  try {
    checkActivation("guess", activation);
    return true;
  } catch {
    return false;
  }
}

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
    // Numbers of single precision count if they explain the values at all.
    const found = guessesOf(guess, f)
      .map((activation) => ({ activation, difference: distance(values, activation, u) }))
      .find(({ difference }) => difference < 1);
    if (found !== undefined && found.difference < least) [best, least] = [found.activation, found.difference];
  }
  return best;
}

/** The largest difference, of what rounding explains. */
function distance(values: Float64Array, activation: Activation, u: number): number {
  const ours = activate(activation, wrap([all.length], all)).data;
  let most = 0;
  for (let at = 0; at < all.length; at++) {
    if (Object.is(values[at], ours[at])) continue;
    // A part of it has overflowed where the whole has not, as log σ(x) by a logarithm.
    if (Math.abs(values[at]) === Infinity && values[at] * ours[at] > 0) continue;
    const allowed = 4 * u * (Math.abs(ours[at]) + Math.min(Math.abs(all[at]), 8));
    most = Math.max(most, Math.abs(values[at] - ours[at]) / (allowed + Number.MIN_VALUE));
  }
  return most;
}
