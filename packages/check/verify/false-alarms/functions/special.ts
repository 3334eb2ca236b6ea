import besselj0 from "@stdlib/math-base-special-besselj0";
import besselj1 from "@stdlib/math-base-special-besselj1";
import digamma from "@stdlib/math-base-special-digamma";
import ellipe from "@stdlib/math-base-special-ellipe";
import ellipk from "@stdlib/math-base-special-ellipk";
import erf from "@stdlib/math-base-special-erf";
import gammaln from "@stdlib/math-base-special-gammaln";
import spence from "@stdlib/math-base-special-spence";
import trigamma from "@stdlib/math-base-special-trigamma";
import { between, entrywise } from "../function.ts";
import type { RightFunction } from "../function.ts";

const positive = between(2 ** -5, 200);
const module = between(1 / 32, 31 / 32);
const bell = (x: number): number => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);
const normal = (x: number): number => 0.5 * (1 + erf(x / Math.SQRT2));

/** Functions of @stdlib, piecewise approximations all of them, whose pieces meet within a rounding or two. */
export const special: readonly RightFunction[] = [
  entrywise("erf", erf, bell),
  entrywise(
    "erf 100x",
    (x) => erf(100 * x),
    (x) => 100 * bell(100 * x),
  ),
  entrywise(
    "GELU by erf",
    (x) => x * normal(x),
    (x) => normal(x) + (x * bell(x / Math.SQRT2)) / (2 * Math.SQRT2),
  ),
  entrywise("log Γ", gammaln, digamma, positive),
  entrywise("digamma", digamma, trigamma, positive),
  entrywise("J₀", besselj0, (x) => -besselj1(x)),
  entrywise(
    "J₀ of 30x",
    (x) => besselj0(30 * x),
    (x) => -30 * besselj1(30 * x),
  ),
  entrywise("J₁", besselj1, (x) => (x === 0 ? 0.5 : besselj0(x) - besselj1(x) / x)),
  entrywise("the dilogarithm", spence, (x) => (x === 1 ? -1 : Math.log(x) / (1 - x)), positive),
  entrywise("K(m)", ellipk, (m) => (ellipe(m) - (1 - m) * ellipk(m)) / (2 * m * (1 - m)), module),
  entrywise("E(m)", ellipe, (m) => (ellipe(m) - ellipk(m)) / (2 * m), module),
];
