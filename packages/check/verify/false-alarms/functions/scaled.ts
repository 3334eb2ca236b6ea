import { between, entrywise } from "../function.ts";
import type { RightFunction } from "../function.ts";

const { abs, cbrt, cosh, cos, exp, expm1, log, sin, sqrt, tanh } = Math;

const tanhTimes = (c: number): RightFunction =>
  entrywise(
    `${c} tanh x`,
    (x) => c * tanh(x),
    (x) => c / cosh(x) ** 2,
  );

/** Outputs of any size, overflow, and slopes that are infinite at a point. */
export const scaled: readonly RightFunction[] = [
  tanhTimes(1e-10),
  tanhTimes(1e-50),
  tanhTimes(1e-200),
  tanhTimes(1e150),
  entrywise(
    "1e-30 sin 100x",
    (x) => 1e-30 * sin(100 * x),
    (x) => 1e-28 * cos(100 * x),
  ),
  entrywise(
    "1e100 x²",
    (x) => 1e100 * x * x,
    (x) => 2e100 * x,
  ),
  entrywise("exp x − 1, with overflow", expm1, exp),
  entrywise("cosh, with overflow", cosh, Math.sinh),
  entrywise("cube root", cbrt, (x) => 1 / (3 * cbrt(x) ** 2)),
  entrywise(
    "√|x|",
    (x) => sqrt(abs(x)),
    (x) => (x < 0 ? -1 : 1) / (2 * sqrt(abs(x))),
  ),
  entrywise(
    "x ln |x|",
    (x) => (x === 0 ? 0 : x * log(abs(x))),
    (x) => log(abs(x)) + 1,
  ),
  entrywise(
    "1/x",
    (x) => 1 / x,
    (x) => -1 / (x * x),
  ),
  entrywise(
    "ln |x|",
    (x) => log(abs(x)),
    (x) => 1 / x,
  ),
  entrywise("√x from 0 on", sqrt, (x) => 1 / (2 * sqrt(x)), between(0, 100)),
];
