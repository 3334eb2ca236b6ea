import type { Activation, ActivationKind } from "../activation/kinds.ts";
import { checkNumbers } from "../activation/numbers.ts";
import * as rules from "../activation/rules.ts";
import type { Rule, RuleOf } from "../activation/rules.ts";
import { checkSlope } from "../graph/check-layer.ts";
import type { CheckParameter } from "../graph/check-layer.ts";

/** An activation as a value, for a page that counts bytes: it reads networks with those that it imports. */
export interface ChainActivation {
  /** Its name in a network. */
  readonly kind: ActivationKind;
  /** x = σ(s) in ops. */
  readonly rule: Rule;
  /** Checks its numbers or its slope, for a layer of some neurons. */
  readonly check?: Check | undefined;
}

type Check = (where: string, activation: Activation, I: number, check: CheckParameter) => void;

const value = <K extends ActivationKind>(kind: K, rule: RuleOf<K>, check?: Check): ChainActivation => ({
  kind,
  rule: rule as unknown as Rule, // called with activations of its kind only
  check,
});

/** The activations that most networks have, which need not be imported. */
export const commonActivations = (): ChainActivation[] => [
  value("identity", rules.identity),
  value("relu", rules.relu),
  value("tanh", rules.tanh),
  value("sigmoid", rules.sigmoid),
];

export const leakyRelu: ChainActivation = /* @__PURE__ */ value("leaky-relu", rules.leakyRelu, checkNumbers);
export const prelu: ChainActivation = /* @__PURE__ */ value("prelu", rules.prelu, checkSlope);
export const gelu: ChainActivation = /* @__PURE__ */ value("gelu", rules.gelu);
export const geluTanh: ChainActivation = /* @__PURE__ */ value("gelu-tanh", rules.geluTanh);
export const silu: ChainActivation = /* @__PURE__ */ value("silu", rules.silu);
export const elu: ChainActivation = /* @__PURE__ */ value("elu", rules.elu, checkNumbers);
export const selu: ChainActivation = /* @__PURE__ */ value("selu", rules.selu);
export const celu: ChainActivation = /* @__PURE__ */ value("celu", rules.celu, checkNumbers);
export const softplus: ChainActivation = /* @__PURE__ */ value("softplus", rules.softplus, checkNumbers);
export const mish: ChainActivation = /* @__PURE__ */ value("mish", rules.mish);
export const hardsigmoid: ChainActivation = /* @__PURE__ */ value(
  "hardsigmoid",
  rules.hardsigmoid,
  checkNumbers,
);
export const hardswish: ChainActivation = /* @__PURE__ */ value("hardswish", rules.hardswish);
export const clip: ChainActivation = /* @__PURE__ */ value("clip", rules.clip, checkNumbers);
export const softsign: ChainActivation = /* @__PURE__ */ value("softsign", rules.softsign);
export const logsigmoid: ChainActivation = /* @__PURE__ */ value("logsigmoid", rules.logsigmoid);
export const sin: ChainActivation = /* @__PURE__ */ value("sin", rules.sin, checkNumbers);
export const cos: ChainActivation = /* @__PURE__ */ value("cos", rules.cos, checkNumbers);
export const exp: ChainActivation = /* @__PURE__ */ value("exp", rules.exp);
export const abs: ChainActivation = /* @__PURE__ */ value("abs", rules.abs);
export const sqrt: ChainActivation = /* @__PURE__ */ value("sqrt", rules.sqrt);
export const reciprocal: ChainActivation = /* @__PURE__ */ value("reciprocal", rules.reciprocal);
