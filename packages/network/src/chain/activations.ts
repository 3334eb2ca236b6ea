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

/** s where s > 0, else α s. */
export const leakyRelu: ChainActivation = /* @__PURE__ */ value("leaky-relu", rules.leakyRelu, checkNumbers);
/** s where s > 0, else a s, with a slope a that is trained. */
export const prelu: ChainActivation = /* @__PURE__ */ value("prelu", rules.prelu, checkSlope);
/** s Φ(s), by the error function. */
export const gelu: ChainActivation = /* @__PURE__ */ value("gelu", rules.gelu);
/** The approximation of {@link gelu} by tanh. */
export const geluTanh: ChainActivation = /* @__PURE__ */ value("gelu-tanh", rules.geluTanh);
/** s · sigmoid(s), called swish too. */
export const silu: ChainActivation = /* @__PURE__ */ value("silu", rules.silu);
/** s where s > 0, else α (eˢ − 1). */
export const elu: ChainActivation = /* @__PURE__ */ value("elu", rules.elu, checkNumbers);
/** 1.0507… · ELU(s) with α = 1.6732…. */
export const selu: ChainActivation = /* @__PURE__ */ value("selu", rules.selu);
/** s where s > 0, else α (e^(s/α) − 1). */
export const celu: ChainActivation = /* @__PURE__ */ value("celu", rules.celu, checkNumbers);
/** log(1 + exp βs) / β. */
export const softplus: ChainActivation = /* @__PURE__ */ value("softplus", rules.softplus, checkNumbers);
/** s tanh(log(1 + exp s)). */
export const mish: ChainActivation = /* @__PURE__ */ value("mish", rules.mish);
/** α s + β, limited to [0, 1]. */
export const hardsigmoid: ChainActivation = /* @__PURE__ */ value(
  "hardsigmoid",
  rules.hardsigmoid,
  checkNumbers,
);
/** s times s/6 + ½, the second limited to [0, 1]. */
export const hardswish: ChainActivation = /* @__PURE__ */ value("hardswish", rules.hardswish);
/** s, limited to [min, max]. */
export const clip: ChainActivation = /* @__PURE__ */ value("clip", rules.clip, checkNumbers);
/** s / (1 + |s|). */
export const softsign: ChainActivation = /* @__PURE__ */ value("softsign", rules.softsign);
/** −log(1 + exp −s). */
export const logsigmoid: ChainActivation = /* @__PURE__ */ value("logsigmoid", rules.logsigmoid);
/** sin ωs. */
export const sin: ChainActivation = /* @__PURE__ */ value("sin", rules.sin, checkNumbers);
/** cos ωs. */
export const cos: ChainActivation = /* @__PURE__ */ value("cos", rules.cos, checkNumbers);
/** eˢ. */
export const exp: ChainActivation = /* @__PURE__ */ value("exp", rules.exp);
/** |s|. */
export const abs: ChainActivation = /* @__PURE__ */ value("abs", rules.abs);
/** √s. */
export const sqrt: ChainActivation = /* @__PURE__ */ value("sqrt", rules.sqrt);
/** 1/s. */
export const reciprocal: ChainActivation = /* @__PURE__ */ value("reciprocal", rules.reciprocal);
