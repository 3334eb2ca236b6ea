import { between, bothWays, entrywise, vector } from "../function.ts";
import type { RightFunction } from "../function.ts";

const { PI, sin, cos } = Math;

const wave = (name: string, frequency: number, make = entrywise): RightFunction =>
  make(
    name,
    (x) => sin(frequency * x),
    (x) => frequency * cos(frequency * x),
  );

/** 2⁻¹² … 2⁴ */
const PERIODS = Array.from({ length: 17 }, (_, k) => k - 12);

/** Σ a^k cos(b^k π x): the more terms, the less smooth. */
const weierstrass = (a: number, b: number, terms: number): RightFunction => {
  const ks = Array.from({ length: terms }, (_, k) => k);
  return entrywise(
    `Weierstrass, a = ${a}, b = ${b}, ${terms} terms`,
    (x) => ks.reduce((sum, k) => sum + a ** k * cos(b ** k * PI * x), 0),
    (x) => ks.reduce((sum, k) => sum - (a * b) ** k * PI * sin(b ** k * PI * x), 0),
  );
};

/** Frequencies of positional encodings. */
const WAVES = [1, 0.1, 0.01, 0.001];

export const oscillating: readonly RightFunction[] = [
  ...PERIODS.map((e) => wave(`a period of 2^${e}`, 2 * PI * 2 ** -e)),
  wave("sin 16πx", 16 * PI, bothWays),
  ...[1 / 3, 10, 100, 1000].map((w) => wave(`sin ${w}x`, w)),
  vector(
    "positional encoding",
    (x) => Float64Array.from(WAVES.flatMap((w) => [sin(w * x[0]), cos(w * x[0])])),
    (x, u) => {
      const slopes = WAVES.map((w, k) => w * (cos(w * x[0]) * u[2 * k] - sin(w * x[0]) * u[2 * k + 1]));
      return Float64Array.of(slopes.reduce((a, b) => a + b, 0));
    },
    {},
    1,
  ),
  vector(
    "Fourier features, 2πk",
    (x) => Float64Array.from([1, 2, 4, 8, 16, 32], (k) => sin(2 * PI * k * x[0])),
    (x, u) =>
      Float64Array.of(
        [1, 2, 4, 8, 16, 32].reduce((sum, k, at) => sum + 2 * PI * k * cos(2 * PI * k * x[0]) * u[at], 0),
      ),
    {},
    1,
  ),
  entrywise(
    "sin x²",
    (x) => sin(x * x),
    (x) => 2 * x * cos(x * x),
    between(-30, 30),
  ),
  entrywise(
    "sin 1/x",
    (x) => sin(1 / x),
    (x) => -cos(1 / x) / (x * x),
    between(2 ** -5, 4),
  ),
  entrywise(
    "cos eˣ",
    (x) => cos(Math.exp(x)),
    (x) => -sin(Math.exp(x)) * Math.exp(x),
    between(-4, 6),
  ),
  entrywise(
    "x sin 50x",
    (x) => x * sin(50 * x),
    (x) => sin(50 * x) + 50 * x * cos(50 * x),
  ),
  entrywise(
    "x² + sin(1024πx) / 1024",
    (x) => x * x + sin(1024 * PI * x) / 1024,
    (x) => 2 * x + PI * cos(1024 * PI * x),
  ),
  entrywise(
    "T₂₀",
    (x) => cos(20 * Math.acos(x)),
    (x) => (20 * sin(20 * Math.acos(x))) / Math.sqrt(1 - x * x),
    between(-0.9, 0.9),
  ),
  entrywise(
    "sin⁸ 4πx",
    (x) => sin(4 * PI * x) ** 8,
    (x) => 32 * PI * sin(4 * PI * x) ** 7 * cos(4 * PI * x),
  ),
  entrywise(
    "a sawtooth of 30 waves",
    (x) => waves(x, (k) => sin(k * x) / k),
    (x) => waves(x, (k) => cos(k * x)),
  ),
  weierstrass(0.5, 3, 8),
  weierstrass(0.5, 3, 16),
  weierstrass(0.5, 7, 6),
  weierstrass(0.9, 7, 5),
  weierstrass(0.25, 2, 24),
  weierstrass(0.5, 2, 40),
  entrywise(
    "x + sin 10⁶x / 10⁶",
    (x) => x + sin(1e6 * x) / 1e6,
    (x) => 1 + cos(1e6 * x),
    between(-4, 4),
  ),
];

function waves(_: number, term: (k: number) => number): number {
  let sum = 0;
  for (let k = 1; k <= 30; k++) sum += term(k);
  return sum;
}
