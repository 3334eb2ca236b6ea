import type { Oracle } from "./oracle.ts";
import { accumulation } from "./accumulation.ts";
import { adjoint } from "./adjoint.ts";
import { broadcasting } from "./broadcasting.ts";
import { complexStep } from "./complex-step.ts";
import { differences } from "./differences.ts";
import { dualNumbers } from "./dual-numbers.ts";
import { kinks } from "./kinks.ts";
import { linearity } from "./linearity.ts";
import { perSample } from "./per-sample.ts";
import { purity } from "./purity.ts";
import { repeatability } from "./repeatability.ts";
import { replay } from "./replay.ts";
import { sameArray } from "./same-array.ts";
import { secondOrder } from "./second-order.ts";
import { singlePrecision } from "./single-precision.ts";
import { taylor } from "./taylor.ts";
import { value } from "./value.ts";

/** Every oracle, those that assume least first. */
export const everyOracle: readonly Oracle[] = [
  // What a derivative must be, whatever the function is.
  purity,
  repeatability,
  replay,
  linearity,
  adjoint,
  // What it must be for this function.
  differences,
  taylor,
  kinks,
  value,
  dualNumbers,
  complexStep,
  secondOrder,
  // What follows from how it is used.
  sameArray,
  accumulation,
  broadcasting,
  perSample,
  singlePrecision,
];
