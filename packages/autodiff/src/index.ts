export { isTraced, primal, shapeOf } from "./op.ts";
export type { AnyOp, Apply, Inputs, Op, Rule, Trace, Traced, Value } from "./op.ts";
export { apply, createWorkspace } from "./apply.ts";
export type { Workspace } from "./apply.ts";
export * as ops from "./ops/index.ts";
export { scalarRules } from "./ops/scalar.ts";
export type { ScalarName, ScalarRule } from "./ops/scalar.ts";
export { grad, jacobian, jvp, valueAndGrad, vjp } from "./derivatives.ts";
export type { Program } from "./derivatives.ts";
export { createTape, reverseSweep, source } from "./tape.ts";
export type { Line, Tape, Variable } from "./tape.ts";
export {
  affineInput,
  affineLines,
  dense,
  denseBytes,
  perSampleJacobians,
  sensitivities,
} from "./per-sample.ts";
export type { LayerJacobian } from "./per-sample.ts";
