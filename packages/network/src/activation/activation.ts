import { apply as applyFresh } from "@espalier/autodiff";
import type { Apply, Value } from "@espalier/autodiff";
import { ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Activation, ActivationKind } from "./kinds.ts";
import * as rules from "./rules.ts";
import type { Rule, RuleOf } from "./rules.ts";

export type { Activation, ActivationKind, PlainKind } from "./kinds.ts";

const byKind: { readonly [K in ActivationKind]: RuleOf<K> } = {
  identity: rules.identity,
  relu: rules.relu,
  prelu: rules.prelu,
  "leaky-relu": rules.leakyRelu,
  tanh: rules.tanh,
  sigmoid: rules.sigmoid,
  gelu: rules.gelu,
  "gelu-tanh": rules.geluTanh,
  silu: rules.silu,
  elu: rules.elu,
  selu: rules.selu,
  celu: rules.celu,
  softplus: rules.softplus,
  mish: rules.mish,
  hardsigmoid: rules.hardsigmoid,
  hardswish: rules.hardswish,
  clip: rules.clip,
  softsign: rules.softsign,
  logsigmoid: rules.logsigmoid,
  sin: rules.sin,
  cos: rules.cos,
  exp: rules.exp,
  abs: rules.abs,
  sqrt: rules.sqrt,
  reciprocal: rules.reciprocal,
};

/** Every activation a layer can have. */
export const activationKinds = /* @__PURE__ */ Object.keys(byKind) as readonly ActivationKind[];

/**
 * x = σ(s).
 *
 * @throws ValueError for an activation that is none of {@link activationKinds}
 */
export function activate(activation: Activation, signal: Tensor, apply?: Apply): Tensor;
export function activate(activation: Activation<Value>, signal: Value, apply?: Apply): Value;
export function activate(activation: Activation<Value>, signal: Value, apply: Apply = applyFresh): Value {
  const { kind } = activation;
  if (!Object.hasOwn(byKind, kind))
    throw new ValueError("activate", `an activation among ${activationKinds.join(", ")}`, kind);
  const rule = byKind[kind] as Rule; // the row of a kind takes the activations of that kind
  return rule(signal, activation, apply);
}

/** The σ of one neuron of a layer. */
export const neuronActivation = (activation: Activation, i: number): Activation =>
  activation.kind === "prelu" && activation.slope.data.length > 1
    ? { kind: "prelu", slope: { shape: [1], data: activation.slope.data.subarray(i, i + 1) } }
    : activation;
