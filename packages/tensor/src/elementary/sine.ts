import { COSINE, SINE } from "./cosine.ts";
import { polynomial } from "./polynomial.ts";

/** sin x, to less than 4 ulp, for every double. */
export function sin(x: number): number {
  const { quarter, rest } = reduced(x);
  const turns = rest / (2 * Math.PI);
  const value =
    quarter % 2 === 0 ? turns * polynomial(SINE, turns * turns) : polynomial(COSINE, turns * turns);
  return quarter < 2 ? value : -value;
}

/** cos x, to less than 4 ulp, for every double. */
export function cos(x: number): number {
  const { quarter, rest } = reduced(x);
  const turns = rest / (2 * Math.PI);
  const value =
    quarter % 2 === 0 ? polynomial(COSINE, turns * turns) : turns * polynomial(SINE, turns * turns);
  return quarter === 0 || quarter === 3 ? value : -value;
}

/** The remainder of x by the nearest multiple of π/2, and which quarter of a turn that multiple is: 0 to 3. */
interface Reduced {
  readonly quarter: number;
  readonly rest: number;
}

const P0 = 1.5707963267341256;
const P1 = 6.077100506303966e-11;
const P2 = 2.0222662487111665e-21;
const P3 = 8.4784276603689e-32;
/** π/2 = P0 + P1 + P2 + P3; the first three have 33 bits, so that their products with a number of 20 bits are exact. */
export const HALF_PI_PARTS: readonly number[] = [P0, P1, P2, P3];

/** Up to here x / (π/2) has 20 bits. */
export const MODERATE: number = 2 ** 20;

/** @see Cody & Waite 1980, "Software Manual for the Elementary Functions"; the parts of π/2 are those of fdlibm, e_rem_pio2.c */
function reduced(x: number): Reduced {
  if (!(Math.abs(x) <= MODERATE)) return Number.isFinite(x) ? reducedExactly(x) : { quarter: 0, rest: NaN };
  const k = Math.round(x / (Math.PI / 2));
  if (k === 0) return { quarter: 0, rest: x }; // and −0 stays what it is
  const a = x - k * P0;
  const b = a - k * P1;
  const c = b - k * P2;
  const lost = a - b - k * P1 + (b - c - k * P2);
  return { quarter: ((k % 4) + 4) % 4, rest: c + (lost - k * P3) };
}

/** π/2 · 2¹²⁰⁰: more digits than the largest double has before its point, and 170 more. */
const HALF_PI =
  "0x1921fb54442d18469898cc51701b839a252049c1114cf98e804177d4c76273644a29410f31c6809bbdf2a33679a748636605" +
  "614dbe4be286e9fc26adadaa3848bc90b6aecc4bcfd8de89885d34c6fdad617feb96de80d6fdbdc70d7f6b5133f4b5d3e482" +
  "2f8963fcc9250cca3d9c8b67b8400f97142c77e0b31b4906c38aba734d22c7f51fa499ebf06caba47b9475b2c38c5e6ac410" +
  "a";
const BITS = 1200n;

/** Large numbers are divided exactly, as whole numbers: their remainder loses no digit. */
function reducedExactly(x: number): Reduced {
  const half = BigInt(HALF_PI);
  // Beyond 2²⁰ a double is a multiple of 2⁻³², and beyond 2⁵³ of 1.
  const scaled = Math.abs(x) < 2 ** 53 ? BigInt(x * 2 ** 32) << (BITS - 32n) : BigInt(x) << BITS;
  const shifted = scaled + half / 2n;
  const k = shifted / half - (shifted < 0n ? 1n : 0n);
  const rest = scaled - k * half;
  return { quarter: Number(((k % 4n) + 4n) % 4n), rest: Number(rest >> (BITS - 200n)) * 2 ** -200 };
}
