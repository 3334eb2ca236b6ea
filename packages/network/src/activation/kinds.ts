import type { Value } from "@espalier/autodiff";
import type { Tensor } from "@espalier/tensor";

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
