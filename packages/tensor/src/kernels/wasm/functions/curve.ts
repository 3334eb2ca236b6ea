import { V128 } from "../engine/assembler.ts";
import type { Code, Local } from "../engine/assembler.ts";
import { bitsOr, bitsXor, constant, maximum, over, plus, times } from "../engine/doubles.ts";
import { exponential } from "../engine/exponential.ts";
import type { Fresh } from "../engine/exponential.ts";
import { logarithmOfSum } from "../engine/logarithm.ts";

/**
 * Code that leaves f(x) or f′(x) in y, for a function with parameters. It follows the definitions step by step, computes both sides of a branch,
 * and leaves x as it is.
 */
export type Curve = (fresh: Fresh, x: Local, y: Local, parameters: readonly Local[]) => Code;

export const ZERO: Code = constant(0);
export const ONE: Code = constant(1);
export const TWO: Code = constant(2);
export const FOUR: Code = constant(4);
/** The sign bit. */
export const SIGN: Code = constant(-0);
export const negative = (a: Code): Code => bitsXor(a, SIGN);
export const square = (a: Code): Code => times(a, a);

/** y ← σ(x) */
export const sigmoidOf = (fresh: Fresh, x: Code, y: Local): Code => {
  const e = fresh(V128);
  return [e.set(negative(x)), exponential(fresh, e, y), y.set(over(ONE, plus(ONE, y.get)))];
};

/** y ← exp(−m |x|), and then a function of it. */
export const ofDecay = (fresh: Fresh, m: number, x: Code, y: Local, f: (e: Code) => Code): Code => {
  const e = fresh(V128);
  return [e.set(times(constant(m), bitsOr(x, SIGN))), exponential(fresh, e, y), y.set(f(y.get))];
};

export const tanhSlopeOf = (fresh: Fresh, x: Code, y: Local): Code =>
  ofDecay(fresh, 2, x, y, (e) => over(times(FOUR, e), square(plus(ONE, e))));

export const sigmoidSlopeOf = (fresh: Fresh, x: Code, y: Local): Code =>
  ofDecay(fresh, 1, x, y, (e) => over(e, square(plus(ONE, e))));

/** y ← log(1 + exp x) */
export const softplusOf = (fresh: Fresh, x: Code, y: Local): Code => {
  const e = fresh(V128);
  return [
    e.set(bitsOr(x, SIGN)),
    exponential(fresh, e, y),
    logarithmOfSum(fresh, y, e),
    y.set(plus(maximum(x, ZERO), e.get)),
  ];
};
