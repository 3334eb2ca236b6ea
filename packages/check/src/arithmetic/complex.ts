import type { Arithmetic } from "./arithmetic.ts";

/** re + i im */
export interface Complex {
  /** The real part. */
  readonly re: number;
  /** The imaginary part. */
  readonly im: number;
}

/**
 * Complex numbers near the real axis, as the complex step needs them: f(x + ih) = f(x) + ih f′(x) + O(h²).
 *
 * No function here subtracts f(x) from f(x + ih), so that the imaginary part keeps all its digits however small h is.
 */
export const complexNumbers: Arithmetic<Complex> = {
  of: (x) => ({ re: x, im: 0 }),
  add: (a, b) => ({ re: a.re + b.re, im: a.im + b.im }),
  sub: (a, b) => ({ re: a.re - b.re, im: a.im - b.im }),
  mul: (a, b) => ({ re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re }),
  div,
  exp: ({ re, im }) => ({ re: Math.exp(re) * Math.cos(im), im: Math.exp(re) * Math.sin(im) }),
  log: ({ re, im }) => ({ re: Math.log(Math.hypot(re, im)), im: Math.atan2(im, re) }),
  sqrt,
  real: (a) => a.re,
};

/** Scaled by the larger part of the divisor, so that no square overflows (Smith 1962, Comm. ACM 5, algorithm 116). */
function div(a: Complex, b: Complex): Complex {
  if (Math.abs(b.re) < Math.abs(b.im)) {
    const ratio = b.re / b.im;
    const size = b.re * ratio + b.im;
    return { re: (a.re * ratio + a.im) / size, im: (a.im * ratio - a.re) / size };
  }
  const ratio = b.im / b.re;
  const size = b.re + b.im * ratio;
  return { re: (a.re + a.im * ratio) / size, im: (a.im - a.re * ratio) / size };
}

/** The principal root of a number with re > 0: with r² = (|z| + re)/2 it is r + i im/2r. */
function sqrt({ re, im }: Complex): Complex {
  const root = Math.sqrt(Math.hypot(re, im) / 2 + re / 2);
  return { re: root, im: im / (2 * root) };
}
