import { between, bothWays, entrywise, scalar } from "../function.ts";
import type { RightFunction } from "../function.ts";

const { exp, sqrt } = Math;
const sigmoid = (x: number): number => 1 / (1 + exp(-x));
const sech2 = (x: number): number => 1 / Math.cosh(x) ** 2;

export const stiff: readonly RightFunction[] = [
  ...[100, 1000, 1e5].map((c) =>
    bothWays(
      `sigmoid ${c}x`,
      (x) => sigmoid(c * x),
      (x) => c * sigmoid(c * x) * (1 - sigmoid(c * x)),
    ),
  ),
  ...[1000, 1e6].map((c) =>
    entrywise(
      `tanh ${c}x`,
      (x) => Math.tanh(c * x),
      (x) => c * sech2(c * x),
    ),
  ),
  entrywise(
    "softplus 1000x / 1000",
    (x) => Math.max(x, 0) + Math.log1p(exp(-Math.abs(1000 * x))) / 1000,
    (x) => sigmoid(1000 * x),
  ),
  entrywise(
    "e⁵⁰ˣ",
    (x) => exp(50 * x),
    (x) => 50 * exp(50 * x),
    between(-8, 8),
  ),
  entrywise(
    "atan 10⁴x",
    (x) => Math.atan(1e4 * x),
    (x) => 1e4 / (1 + (1e4 * x) ** 2),
  ),
  entrywise(
    "exp(−1000x²)",
    (x) => exp(-1000 * x * x),
    (x) => -2000 * x * exp(-1000 * x * x),
  ),
  entrywise(
    "exp(−10⁶x²)",
    (x) => exp(-1e6 * x * x),
    (x) => -2e6 * x * exp(-1e6 * x * x),
  ),
  entrywise(
    "1 / (1 + 10⁴x²)",
    (x) => 1 / (1 + 1e4 * x * x),
    (x) => (-2e4 * x) / (1 + 1e4 * x * x) ** 2,
  ),
  entrywise(
    "√(x² + 10⁻¹⁰)",
    (x) => sqrt(x * x + 1e-10),
    (x) => x / sqrt(x * x + 1e-10),
  ),
  entrywise(
    "√(x² + 10⁻²⁰)",
    (x) => sqrt(x * x + 1e-20),
    (x) => x / sqrt(x * x + 1e-20),
  ),
  entrywise(
    "log(x² + 10⁻⁶)",
    (x) => Math.log(x * x + 1e-6),
    (x) => (2 * x) / (x * x + 1e-6),
  ),
  scalar(
    "log Σ exp 1000x / 1000",
    (x) => smoothMaximum(x).value,
    (x) => smoothMaximum(x).gradient,
  ),
  scalar(
    "Rosenbrock",
    ([x, y]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    ([x, y]) => Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
    {},
    2,
  ),
  entrywise(
    "x²⁰",
    (x) => x ** 20,
    (x) => 20 * x ** 19,
    between(-30, 30),
  ),
  ...(
    [
      ["tenth", 10],
      ["thirtieth", 30],
    ] as const
  ).map(([th, times]) =>
    entrywise(
      `the ${th} logistic iterate`,
      (x) => logistic(x, times).value,
      (x) => logistic(x, times).slope,
      between(0, 1),
    ),
  ),
  entrywise(
    "the root of y + y³ = tanh x, bisected to 10⁻⁶",
    (x) => bisected(Math.tanh(x), 1e-6),
    (x) => (1 - Math.tanh(x) ** 2) / (1 + 3 * bisected(Math.tanh(x), 1e-15) ** 2),
    between(-4, 4),
  ),
];

function smoothMaximum(x: Float64Array): { value: number; gradient: Float64Array } {
  const top = x.reduce((a, b) => Math.max(a, b), -Infinity);
  const parts = x.map((each) => exp(1000 * (each - top)));
  const sum = parts.reduce((a, b) => a + b, 0);
  return { value: top + Math.log(sum) / 1000, gradient: parts.map((each) => each / sum) };
}

/** y with y + y³ = c, to within `apart`. */
function bisected(c: number, apart: number): number {
  let [low, high] = [-2, 2];
  while (high - low > apart) {
    const middle = (low + high) / 2;
    if (middle + middle ** 3 < c) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function logistic(x: number, times: number): { value: number; slope: number } {
  let [value, slope] = [x, 1];
  for (let n = 0; n < times; n++) [value, slope] = [3.9 * value * (1 - value), 3.9 * (1 - 2 * value) * slope];
  return { value, slope };
}
