import { entrywise, scalar } from "../function.ts";
import type { RightFunction } from "../function.ts";

const { abs, max, min, sign } = Math;

/** Kinks, jumps of the curvature, and ties, none of them declared; the rules take any subgradient there. */
export const kinked: readonly RightFunction[] = [
  entrywise(
    "Huber",
    (x) => (abs(x) <= 1 ? (x * x) / 2 : abs(x) - 1 / 2),
    (x) => max(-1, min(1, x)),
  ),
  entrywise(
    "Huber, δ = 0.1",
    (x) => (abs(x) <= 0.1 ? (x * x) / 2 : 0.1 * (abs(x) - 0.05)),
    (x) => max(-0.1, min(0.1, x)),
  ),
  entrywise(
    "pseudo-Huber",
    (x) => 1e-3 * (Math.sqrt(1 + (1e3 * x) ** 2) - 1),
    (x) => (1e3 * x) / Math.sqrt(1 + (1e3 * x) ** 2),
  ),
  entrywise(
    "hinge",
    (x) => max(0, 1 - x),
    (x) => (x < 1 ? -1 : 0),
  ),
  entrywise(
    "squared hinge",
    (x) => max(0, 1 - x) ** 2,
    (x) => -2 * max(0, 1 - x),
  ),
  entrywise("|x|", abs, sign),
  entrywise(
    "relu, 0 at 0",
    (x) => max(x, 0),
    (x) => (x > 0 ? 1 : 0),
  ),
  entrywise(
    "relu, 1 at 0",
    (x) => max(x, 0),
    (x) => (x >= 0 ? 1 : 0),
  ),
  entrywise(
    "leaky relu",
    (x) => (x > 0 ? x : x / 100),
    (x) => (x > 0 ? 1 : 1 / 100),
  ),
  entrywise(
    "relu²",
    (x) => max(x, 0) ** 2,
    (x) => 2 * max(x, 0),
  ),
  entrywise(
    "elu",
    (x) => (x > 0 ? x : Math.expm1(x)),
    (x) => (x > 0 ? 1 : Math.exp(x)),
  ),
  entrywise(
    "relu6",
    (x) => min(max(x, 0), 6),
    (x) => (x > 0 && x < 6 ? 1 : 0),
  ),
  entrywise(
    "hard swish",
    (x) => (x * min(max(x + 3, 0), 6)) / 6,
    (x) => (x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6),
  ),
  entrywise(
    "soft shrinkage",
    (x) => sign(x) * max(abs(x) - 0.5, 0),
    (x) => (abs(x) > 0.5 ? 1 : 0),
  ),
  entrywise(
    "pinball loss",
    (x) => max(0.9 * x, -0.1 * x),
    (x) => (x > 0 ? 0.9 : -0.1),
  ),
  entrywise(
    "smoothstep",
    (x) => step(x) ** 2 * (3 - 2 * step(x)),
    (x) => 6 * step(x) * (1 - step(x)),
  ),
  entrywise(
    "x|x|",
    (x) => x * abs(x),
    (x) => 2 * abs(x),
  ),
  scalar(
    "the largest entry",
    (x) => x.reduce((a, b) => max(a, b), -Infinity),
    (x) => {
      const top = x.reduce((best, each, at) => (each > x[best] ? at : best), 0);
      return x.map((_, at) => (at === top ? 1 : 0));
    },
  ),
  scalar(
    "|a| − |b|",
    ([a, b]) => abs(a) - abs(b),
    ([a, b]) => Float64Array.of(sign(a), -sign(b)),
    {},
    2,
  ),
  scalar(
    "max(a, 0) − max(b, 0)",
    ([a, b]) => max(a, 0) - max(b, 0),
    ([a, b]) => Float64Array.of(a > 0 ? 1 : 0, b >= 0 ? -1 : 0),
    {},
    2,
  ),
  scalar(
    "Σ |x_i − x_j|",
    (x) => x.reduce((sum, a) => sum + x.reduce((s, b) => s + abs(a - b), 0), 0),
    (x) => x.map((a) => 2 * x.reduce((s, b) => s + sign(a - b), 0)),
  ),
];

const step = (x: number): number => min(max(x, 0), 1);
