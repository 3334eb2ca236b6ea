import { between, bothWays, entrywise, inner, mean, scalar, total, vector } from "../function.ts";
import type { RightFunction } from "../function.ts";

const { cos, exp, log, sin, sqrt } = Math;

/** Terms cancel inside of f, entries are of very different size, or nothing moves. */
export const cancelling: readonly RightFunction[] = [
  bothWays("1 − cos x", (x) => 1 - cos(x), sin),
  entrywise(
    "x − sin x",
    (x) => x - sin(x),
    (x) => 1 - cos(x),
  ),
  entrywise(
    "(x + 10⁸) − 10⁸",
    (x) => x + 1e8 - 1e8,
    () => 1,
  ),
  entrywise(
    "(x + 10⁵)² − 10¹⁰",
    (x) => (x + 1e5) ** 2 - 1e10,
    (x) => 2 * (x + 1e5),
  ),
  entrywise(
    "√(x + 1) − √x",
    (x) => sqrt(x + 1) - sqrt(x),
    (x) => 1 / (2 * sqrt(x + 1)) - 1 / (2 * sqrt(x)),
    { low: 2 ** -6 },
  ),
  entrywise(
    "log(1 + x), by its letter",
    (x) => log(1 + x),
    (x) => 1 / (1 + x),
    { low: 0 },
  ),
  entrywise(
    "(eˣ − 1) / x",
    (x) => (exp(x) - 1) / x,
    (x) => (x * exp(x) - exp(x) + 1) / (x * x),
    { low: 0.25, high: 20 },
  ),
  entrywise(
    "1/x − 1/(x + 1)",
    (x) => 1 / x - 1 / (x + 1),
    (x) => 1 / (x + 1) ** 2 - 1 / (x * x),
    { low: 2 ** -4 },
  ),
  scalar(
    "E[x²] − E[x]²",
    (x) => mean(x.map((e) => e * e)) - mean(x) ** 2,
    (x) => x.map((e) => (2 * (e - mean(x))) / x.length),
  ),
  scalar(
    "log Σ exp x, by its letter",
    (x) => log(total(x.map(exp))),
    (x) => x.map((e) => exp(e) / total(x.map(exp))),
    between(-300, 300),
  ),
  scalar(
    "a² − b²",
    ([a, b]) => a * a - b * b,
    ([a, b]) => Float64Array.of(2 * a, -2 * b),
    {},
    2,
  ),
  scalar(
    "ad − bc",
    ([a, b, c, d]) => a * d - b * c,
    ([a, b, c, d]) => Float64Array.of(d, -c, -b, a),
    {},
    4,
  ),
  entrywise(
    "10⁻²⁰⁰ x²",
    (x) => 1e-200 * x * x,
    (x) => 2e-200 * x,
  ),
  entrywise(
    "10²⁰⁰ tanh x",
    (x) => 1e200 * Math.tanh(x),
    (x) => 1e200 / Math.cosh(x) ** 2,
  ),
  entrywise(
    "10⁻⁹ sin x + 10³",
    (x) => 1e-9 * sin(x) + 1e3,
    (x) => 1e-9 * cos(x),
  ),
  scalar(
    "10⁻¹² a + b + 10¹² c",
    ([a, b, c]) => 1e-12 * a + b + 1e12 * c,
    () => Float64Array.of(1e-12, 1, 1e12),
    {},
    3,
  ),
  scalar(
    "Π x",
    (x) => x.reduce((a, b) => a * b, 1),
    (x) => x.map((_, at) => x.reduce((p, e, k) => (k === at ? p : p * e), 1)),
  ),
  scalar(
    "‖x‖² of a thousandth and a thousand",
    ([a, b]) => (1e-3 * a) ** 2 + (1e3 * b) ** 2,
    ([a, b]) => Float64Array.of(2e-6 * a, 2e6 * b),
    {},
    2,
  ),
  vector(
    "(a/b, b/a)",
    ([a, b]) => Float64Array.of(a / b, b / a),
    ([a, b], [u, w]) => Float64Array.of(u / b - (w * b) / (a * a), w / a - (u * a) / (b * b)),
    { low: 2 ** -6 },
    2,
  ),
  scalar(
    "cosine of two vectors",
    cosine,
    (x) => {
      const [a, b] = [x.subarray(0, 2), x.subarray(2)];
      const [p, q] = [inner(a, a) + 1e-8, inner(b, b) + 1e-8];
      const c = cosine(x);
      return Float64Array.of(
        ...b.map((e, k) => e / sqrt(p * q) - (c * a[k]) / p),
        ...a.map((e, k) => e / sqrt(p * q) - (c * b[k]) / q),
      );
    },
    {},
    4,
  ),
  entrywise(
    "exp(−1/x²)",
    (x) => (x === 0 ? 0 : exp(-1 / (x * x))),
    (x) => (x === 0 ? 0 : (2 * exp(-1 / (x * x))) / x ** 3),
  ),
  entrywise(
    "a bump",
    (x) => (Math.abs(x) < 1 ? exp(-1 / (1 - x * x)) : 0),
    (x) => (Math.abs(x) < 1 ? (-2 * x * exp(-1 / (1 - x * x))) / (1 - x * x) ** 2 : 0),
  ),
  entrywise(
    "x⁹",
    (x) => x ** 9,
    (x) => 9 * x ** 8,
  ),
  entrywise(
    "x³, flat at 0",
    (x) => x ** 3,
    (x) => 3 * x * x,
  ),
  entrywise(
    "sigmoid, saturated",
    (x) => 1 / (1 + exp(-x)),
    (x) => (1 / (1 + exp(-x))) * (1 - 1 / (1 + exp(-x))),
  ),
];

function cosine(x: Float64Array): number {
  const [a, b] = [x.subarray(0, 2), x.subarray(2)];
  return inner(a, b) / sqrt((inner(a, a) + 1e-8) * (inner(b, b) + 1e-8));
}
