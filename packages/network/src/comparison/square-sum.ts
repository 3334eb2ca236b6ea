/**
 * Σ x² of numbers whose squares may be far out of range: `scaled` · 4^`exponent`. Scaling by a power of two changes no digit, so
 * the result equals the plain sum to the last bit if that is in range.
 */
export interface SquareSum {
  readonly scaled: number;
  readonly exponent: number;
}

/** 2^1000 times the smallest number has a square that is a normal number. */
const LEAST = -1000;

export const noSquares: SquareSum = { scaled: 0, exponent: LEAST };

/** The sum with the squares of further numbers. */
export function addSquares(sum: SquareSum, values: ArrayLike<number>): SquareSum {
  const exponent = Math.max(sum.exponent, LEAST, exponentOf(largestOf(values)));
  const factor = 2 ** -exponent;
  let scaled = sum.scaled * 4 ** (sum.exponent - exponent);
  for (let at = 0; at < values.length; at++) {
    const x = values[at] * factor;
    scaled += x * x;
  }
  return { scaled, exponent };
}

/** Σ x² from the squares themselves, each ≥ 0, whose sum may be out of range. */
export function sumOfSquares(squares: ArrayLike<number>): SquareSum {
  // 4^500 times the smallest number is a normal number.
  const exponent = Math.max(-500, Math.ceil(exponentOf(largestOf(squares)) / 2));
  const factor = 4 ** -exponent;
  let scaled = 0;
  for (let at = 0; at < squares.length; at++) scaled += squares[at] * factor;
  return { scaled, exponent };
}

/** The sum of two sums. */
export function addSums(a: SquareSum, b: SquareSum): SquareSum {
  const exponent = Math.max(a.exponent, b.exponent);
  const scaled = a.scaled * 4 ** (a.exponent - exponent) + b.scaled * 4 ** (b.exponent - exponent);
  return { scaled, exponent };
}

/** Σ x² / n */
export const meanOf = ({ scaled, exponent }: SquareSum, n: number): SquareSum => ({
  scaled: scaled / n,
  exponent,
});

/** √(Σ x² / Σ y²): 0 if the first sum is 0, and Infinity if only the second one is, or if the first is infinite. */
export const rootOfRatio = (x: SquareSum, y: SquareSum): number =>
  x.scaled === 0 || x.scaled === Infinity
    ? x.scaled
    : Math.sqrt(x.scaled / y.scaled) * 2 ** (x.exponent - y.exponent);

/** The sum as one number, which is 0 or Infinity if it is out of range. */
export const valueOf = ({ scaled, exponent }: SquareSum): number => scaled * 2 ** exponent * 2 ** exponent;

/** √Σ x² */
export const rootOf = ({ scaled, exponent }: SquareSum): number => Math.sqrt(scaled) * 2 ** exponent;

/** An e with 2^e near x ≥ 0; for NaN and Infinity, that of the largest numbers. */
export const exponentOf = (x: number): number => (x < Infinity ? Math.floor(Math.log2(x)) : 1023);

/** The largest size of some numbers, or 0; NaN if one of them is. */
export function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let at = 0; at < values.length; at++) {
    const size = Math.abs(values[at]);
    if (size <= largest) continue; // without a call of `Math.max`, which a program pays for until it is compiled
    if (Number.isNaN(size)) return NaN;
    largest = size;
  }
  return largest;
}
