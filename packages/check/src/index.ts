// Verification of derivatives: ours, yours, any library's.
export { check, checkAt } from "./check.ts";
export type { CheckOptions } from "./check.ts";
export { showFailure, showReport } from "./show.ts";
export type { Failure, JacobianSeen, OracleReport, Report, Seen } from "./report.ts";
export { ratioOf } from "./report.ts";
// What is checked.
export type { Cotangents, Output, Recording, SecondOrder, Spec, Tensors } from "./spec.ts";
export { flatSpec } from "./flat-spec.ts";
export type { FlatFunction } from "./flat-spec.ts";
export { specOf, specOfProgram } from "./spec-of.ts";
export type { Known } from "./spec-of.ts";
// Where it is checked.
export { anywhere } from "./domain.ts";
export type { Domain, Kink, Pick } from "./domain.ts";
export { drawProbe, hasRoom } from "./probe.ts";
export type { Probe } from "./probe.ts";
export { recipesOf } from "./recipes.ts";
export type { Recipe } from "./recipes.ts";
export { mixedDirections } from "./directions.ts";
export type { Directions } from "./directions.ts";
// By whom.
export { everyOracle } from "./oracles/index.ts";
export type { Comparison, Oracle, See } from "./oracle.ts";
export type { Table, Trial } from "./trial.ts";
export type { RoundOff } from "./round-off.ts";
// What formulas are written in.
export type { Arithmetic, Entries, Formula } from "./arithmetic/arithmetic.ts";
export { boundedNumbers } from "./arithmetic/bounded.ts";
export type { Bounded } from "./arithmetic/bounded.ts";
export { complexNumbers } from "./arithmetic/complex.ts";
export type { Complex } from "./arithmetic/complex.ts";
export { duals } from "./arithmetic/dual.ts";
export type { Dual } from "./arithmetic/dual.ts";
export { reals } from "./arithmetic/real.ts";
