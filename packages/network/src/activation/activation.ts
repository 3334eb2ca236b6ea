import { apply as applyFresh, primal } from "@espalier/autodiff";
import type { Apply, ScalarRule, Value } from "@espalier/autodiff";
import * as curves from "@espalier/autodiff/curves";
import * as ops from "@espalier/autodiff/ops";
import { dtypeOf, full, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as common from "./common.ts";

/**
 * σ of a layer, as plain data. The slope of a PReLU is trained: one for the layer, [1], or one for each neuron, [i]. The numbers of the others are
 * fixed.
 */
export type Activation<V extends Value = Tensor> =
  | {
      /** Which σ. */
      readonly kind: PlainKind;
    }
  | {
      /** s where s > 0, else α s. */
      readonly kind: "leaky-relu";
      /** α */
      readonly alpha: number;
    }
  | {
      /** s where s > 0, else α (exp s − 1). */
      readonly kind: "elu";
      /** α */
      readonly alpha: number;
    }
  | {
      /** s where s > 0, else α (exp(s/α) − 1). */
      readonly kind: "celu";
      /** α > 0 */
      readonly alpha: number;
    }
  | {
      /** log(1 + exp βs) / β. */
      readonly kind: "softplus";
      /** β > 0 */
      readonly beta: number;
    }
  | {
      /** α s + β between 0 and 1, else the nearer of them. */
      readonly kind: "hardsigmoid";
      /** α > 0 */
      readonly alpha: number;
      /** β */
      readonly beta: number;
    }
  | {
      /** s between two numbers, else the nearer of them. */
      readonly kind: "clip";
      /** The lower one. */
      readonly min: number;
      /** The upper one. */
      readonly max: number;
    }
  | {
      /** sin ωs. */
      readonly kind: "sin";
      /** ω */
      readonly omega: number;
    }
  | {
      /** cos ωs. */
      readonly kind: "cos";
      /** ω */
      readonly omega: number;
    }
  | {
      /** s where s > 0, else a s. */
      readonly kind: "prelu";
      /** a; [1] or [i] */
      readonly slope: V;
    };

/** The activations without parameters. */
export type PlainKind =
  | "identity"
  | "relu"
  | "tanh"
  | "sigmoid"
  | "gelu"
  | "gelu-tanh"
  | "silu"
  | "selu"
  | "mish"
  | "hardswish"
  | "softsign"
  | "logsigmoid"
  | "exp"
  | "abs"
  | "sqrt"
  | "reciprocal";

/** The name of an activation. */
export type ActivationKind = Activation["kind"];

type Of<K extends ActivationKind> = Activation<Value> & { readonly kind: K };

/** x = σ(s) in ops. */
type Rules = {
  readonly [K in ActivationKind]: (signal: Value, activation: Of<K>, apply: Apply) => Value;
};

type Rule = (signal: Value, activation: Activation<Value>, apply: Apply) => Value;

/** An activation by a scalar rule that its numbers determine. */
const by =
  <K extends ActivationKind>(name: K, rule: (activation: Of<K>) => ScalarRule) =>
  (x: Value, activation: Of<K>, apply: Apply): Value =>
    apply(ops.pointwise(name, rule(activation)), { x });

// prettier-ignore
const rules: Rules = {
  identity:     common.identity,
  relu:         common.relu,
  prelu:        (s, a, apply) => apply(ops.prelu, { X: s, a: a.slope }),
  "leaky-relu": (s, a, apply) => apply(ops.prelu, { X: s, a: full([1], a.alpha, dtypeOf(primal(s))) }),
  tanh:         common.tanh,
  sigmoid:      common.sigmoid,
  gelu:         (s, _, apply) => apply(ops.gelu, { x: s }), // exact, with erf
  "gelu-tanh":  /* @__PURE__ */ by("gelu-tanh",   () => curves.geluTanh),
  silu:         /* @__PURE__ */ by("silu",        () => curves.silu),
  elu:          /* @__PURE__ */ by("elu",         ({ alpha }) => curves.elu(alpha)),
  selu:         /* @__PURE__ */ by("selu",        () => curves.selu),
  celu:         /* @__PURE__ */ by("celu",        ({ alpha }) => curves.celu(alpha)),
  softplus:     /* @__PURE__ */ by("softplus",    ({ beta }) => curves.softplus(beta)),
  mish:         /* @__PURE__ */ by("mish",        () => curves.mish),
  hardsigmoid:  /* @__PURE__ */ by("hardsigmoid", ({ alpha, beta }) => curves.hardsigmoid(alpha, beta)),
  hardswish:    /* @__PURE__ */ by("hardswish",   () => curves.hardswish),
  clip:         /* @__PURE__ */ by("clip",        ({ min, max }) => curves.clip(min, max)),
  softsign:     /* @__PURE__ */ by("softsign",    () => curves.softsign),
  logsigmoid:   /* @__PURE__ */ by("logsigmoid",  () => curves.logsigmoid),
  sin:          /* @__PURE__ */ by("sin",         ({ omega }) => curves.sine(omega)),
  cos:          /* @__PURE__ */ by("cos",         ({ omega }) => curves.cosine(omega)),
  exp:          (s, _, apply) => apply(ops.exp, { x: s }),
  abs:          /* @__PURE__ */ by("abs",         () => curves.absolute),
  sqrt:         (s, _, apply) => apply(ops.sqrt, { x: s }),
  reciprocal:   /* @__PURE__ */ by("reciprocal",  () => curves.reciprocal),
};

/** Every activation a layer can have. */
export const activationKinds = /* @__PURE__ */ Object.keys(rules) as readonly ActivationKind[];

/**
 * x = σ(s).
 *
 * @throws ValueError for an activation that is none of {@link activationKinds}
 */
export function activate(activation: Activation, signal: Tensor, apply?: Apply): Tensor;
export function activate(activation: Activation<Value>, signal: Value, apply?: Apply): Value;
export function activate(activation: Activation<Value>, signal: Value, apply: Apply = applyFresh): Value {
  const { kind } = activation;
  if (!Object.hasOwn(rules, kind))
    throw new ValueError("activate", `an activation among ${activationKinds.join(", ")}`, kind);
  const rule = rules[kind] as Rule; // the row of a kind takes the activations of that kind
  return rule(signal, activation, apply);
}

/** The σ of one neuron of a layer. */
export const neuronActivation = (activation: Activation, i: number): Activation =>
  activation.kind === "prelu" && activation.slope.data.length > 1
    ? { kind: "prelu", slope: { shape: [1], data: activation.slope.data.subarray(i, i + 1) } }
    : activation;
