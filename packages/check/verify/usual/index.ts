import type { UsualCheck } from "./check.ts";
import { checkGrads } from "./check-grads.ts";
import { gradcheckFast, gradcheckSlow } from "./gradcheck.ts";
import { oneCoordinate } from "./one-coordinate.ts";

/** The checks that are in use elsewhere, written again from their sources. */
export const usualChecks: readonly UsualCheck[] = [gradcheckSlow, gradcheckFast, checkGrads, oneCoordinate];
