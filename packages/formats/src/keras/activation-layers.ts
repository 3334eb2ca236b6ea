import { FormatError } from "@espalier/tensor";
import type { ActivationText } from "@espalier/network";
import { finite } from "@espalier/files/json-values";
import { activationOf } from "./activations.ts";
import type { KerasLayer } from "./chain.ts";

/** Layers that are an activation each. */
export function layerActivation({ type, at, config }: KerasLayer): ActivationText {
  const number = (keys: readonly string[], usual: number): number => {
    const key = keys.find((each) => config[each] !== undefined && config[each] !== null);
    return key === undefined ? usual : finite(`${at}.${key}`, config[key]);
  };
  if (type === "LeakyReLU")
    return activationOf(at, `leaky-relu(${number(["negative_slope", "alpha"], 0.3)})`);
  if (type === "ELU") return activationOf(at, `elu(${number(["alpha"], 1)})`);
  if (type === "ReLU") {
    const [slope, threshold] = [number(["negative_slope"], 0), number(["threshold"], 0)];
    const most = number(["max_value"], Infinity);
    if (threshold !== 0 || (slope !== 0 && most !== Infinity))
      throw new FormatError(
        at,
        "a ReLU without a threshold, and a slope or a largest value",
        `${slope}, ${threshold}, ${most}`,
      );
    return activationOf(
      at,
      most !== Infinity ? `clip(0, ${most})` : slope === 0 ? "relu" : `leaky-relu(${slope})`,
    );
  }
  throw new FormatError(
    at,
    "Dense, Activation, BatchNormalization, Dropout, Flatten, an activation, or Softmax at the end",
    type,
  );
}
