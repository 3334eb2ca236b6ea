import { apply as applyFresh, ops } from "@espalier/autodiff";
import type { Apply, Value } from "@espalier/autodiff";
import type { Tensor } from "@espalier/tensor";

/** σ of a layer. The slope of a PReLU is trained: one for the layer, [1], or one for each neuron, [i]. */
export type Activation<V extends Value = Tensor> =
  | {
      /** Which σ. */
      readonly kind: "identity" | "relu" | "tanh" | "sigmoid" | "gelu";
    }
  | {
      /** Which σ. */
      readonly kind: "prelu";
      /** a of σ(s) = s where s > 0, else a s; [1] or [i] */
      readonly slope: V;
    };

/** The name of an activation. */
export type ActivationKind = Activation["kind"];

type Rule = (signal: Value, activation: Activation<Value>, apply: Apply) => Value;

// prettier-ignore
const rules: Readonly<Record<ActivationKind, Rule>> = {
  identity: (s)           => s,
  relu:     (s, _, apply) => apply(ops.relu, { x: s }),
  prelu:    (s, a, apply) => a.kind === "prelu" ? apply(ops.prelu, { X: s, a: a.slope }) : s,
  tanh:     (s, _, apply) => apply(ops.tanh, { x: s }),
  sigmoid:  (s, _, apply) => apply(ops.sigmoid, { x: s }),
  gelu:     (s, _, apply) => apply(ops.gelu, { x: s }), // exact, with erf
};

/** Every activation a layer can have. */
export const activationKinds = Object.keys(rules) as readonly ActivationKind[];

/** x = σ(s). */
export function activate(activation: Activation, signal: Tensor, apply?: Apply): Tensor;
export function activate(activation: Activation<Value>, signal: Value, apply?: Apply): Value;
export function activate(activation: Activation<Value>, signal: Value, apply: Apply = applyFresh): Value {
  return rules[activation.kind](signal, activation, apply);
}

/** The σ of one neuron of a layer. */
export const neuronActivation = (activation: Activation, i: number): Activation =>
  activation.kind === "prelu" && activation.slope.data.length > 1
    ? { kind: "prelu", slope: { shape: [1], data: activation.slope.data.subarray(i, i + 1) } }
    : activation;
