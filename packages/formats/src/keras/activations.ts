import { FormatError, ValueError } from "@espalier/tensor";
import { heads, parseActivation } from "@espalier/network";
import type { ActivationText, Head } from "@espalier/network";
import { show } from "@espalier/files/json-values";

/** Keras' names of activations, as text; a head where the name is that of one. */
// prettier-ignore
const names: Readonly<Record<string, string>> = {
  linear:       "identity",
  relu:         "relu",
  relu6:        "clip(0, 6)",
  elu:          "elu(1)",
  selu:         "selu",
  sigmoid:      "sigmoid",
  tanh:         "tanh",
  softplus:     "softplus(1)",
  softsign:     "softsign",
  swish:        "silu",
  silu:         "silu",
  mish:         "mish",
  gelu:         "gelu",
  exponential:  "exp",
  hard_swish:   "hardswish",
  hard_silu:    "hardswish",
  log_sigmoid:  "logsigmoid",
  leaky_relu:   "leaky-relu(0.2)", // Keras 3; Keras 2 has it as a layer only
  celu:         "celu(1)",
  gelu_new:     "gelu-tanh", // of TensorFlow.js
};

/** The meaning of an activation's name: σ, or a function of the outputs. */
export type Applied = { readonly activation: ActivationText } | { readonly head: Head };

/**
 * @param isKeras3 whether Keras 3 wrote the file: its hard_sigmoid is another function than that of Keras 2 and TensorFlow.js
 * @throws FormatError when the name is not known
 */
export function appliedBy(at: string, name: unknown, isKeras3: boolean): Applied {
  const key = typeof name === "string" ? name.replaceAll(/([a-z])([A-Z])/g, "$1_$2").toLowerCase() : "";
  if (key === "softmax" || key === "log_softmax") return { head: key === "softmax" ? heads[0] : heads[1] };
  const sixth = `hardsigmoid(${isKeras3 ? 1 / 6 : 0.2}, 0.5)`;
  const text = key === "hard_sigmoid" ? sixth : Object.hasOwn(names, key) ? names[key] : undefined;
  if (text === undefined)
    throw new FormatError(at, `an activation among ${Object.keys(names).join(", ")}`, show(name));
  return { activation: activationOf(at, text) };
}

export function activationOf(at: string, text: string): ActivationText {
  try {
    return parseActivation(at, text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new FormatError(at, error.expected, error.received);
  }
}
