import type { Apply, Value } from "@espalier/autodiff";
import * as ops from "@espalier/autodiff/ops";

/** x = σ(s) of an activation without numbers, in ops. */
type PlainRule = (signal: Value, _: unknown, apply: Apply) => Value;

// The activations that most networks have; a page of few bytes has no others.
export const identity: PlainRule = (s) => s;
export const relu: PlainRule = (s, _, apply) => apply(ops.relu, { x: s });
export const tanh: PlainRule = (s, _, apply) => apply(ops.tanh, { x: s });
export const sigmoid: PlainRule = (s, _, apply) => apply(ops.sigmoid, { x: s });

/** Them all, by their names. */
export const commonRules: Readonly<Record<"identity" | "relu" | "tanh" | "sigmoid", PlainRule>> = {
  identity,
  relu,
  tanh,
  sigmoid,
};
