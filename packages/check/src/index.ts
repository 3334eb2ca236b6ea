// Verification of derivatives: ours, yours, any library's.
export { check, checkAt } from "./check.ts";
export type { CheckOptions } from "./check.ts";
export { showFailure, showReport } from "./report/show.ts";
export type { Failure, JacobianSeen, OracleReport, PlainTensor, Report, Seen } from "./report/report.ts";
export { ratioOf } from "./report/report.ts";
// The functions to check.
export type { Cotangents, Output, Recording, SecondOrder, Spec, Tensors } from "./spec/spec.ts";
export type { Accuracy } from "./spec/accuracy.ts";
export type { Precisions, Rounding } from "./spec/precision.ts";
export { OutputError } from "./spec/output.ts";
export { flatSpec } from "./spec/flat-spec.ts";
export type { FlatFunction } from "./spec/flat-spec.ts";
export { specOf, specOfProgram } from "./spec/spec-of.ts";
export type { Known } from "./spec/spec-of.ts";
// The points.
export { anywhere } from "./spec/domain.ts";
export type { Domain, Gap, Kink, Pick } from "./spec/domain.ts";
export { drawProbe, hasRoom } from "./points/probe.ts";
export type { Probe } from "./points/probe.ts";
export { recipesOf } from "./points/recipes.ts";
export type { Recipe } from "./points/recipes.ts";
export { mixedDirections } from "./points/directions.ts";
export type { Directions } from "./points/directions.ts";
// The oracles.
export { everyOracle } from "./oracles/index.ts";
export type { Comparison, Oracle, See } from "./oracles/oracle.ts";
export type { Table } from "./trial/table.ts";
export type { Claim, RoundOff, Roundings, Trial } from "./trial/trial.ts";
// What formulas are written in.
export type { Arithmetic, Entries, Formula } from "./arithmetic/arithmetic.ts";
export { boundedNumbers } from "./arithmetic/bounded.ts";
export type { Bounded } from "./arithmetic/bounded.ts";
export { complexNumbers } from "./arithmetic/complex.ts";
export type { Complex } from "./arithmetic/complex.ts";
export { duals } from "./arithmetic/dual.ts";
export type { Dual } from "./arithmetic/dual.ts";
export { reals } from "./arithmetic/real.ts";
