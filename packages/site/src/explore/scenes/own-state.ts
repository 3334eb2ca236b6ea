import { number, oneOf } from "../link.ts";
import type { Keys } from "../link.ts";

const activations = ["relu", "tanh", "sigmoid", "gelu", "identity"] as const;

/** What the reader chooses in scene f. */
export interface OwnState {
  /** Files of ours; `none` for the reader's. */
  readonly sample: "none" | "pytorch" | "digits" | "soil";
  readonly goal: "budget" | "ratio";
  readonly comp: "bias" | "row" | "network";
  /** Whether neurons that became constant are removed too. */
  readonly compact: "no" | "yes";
  /** Between the layers of a file that does not say. */
  readonly activation: (typeof activations)[number];
  /** In percent, of the outputs or of the weights. */
  readonly amount: number;
}

export const keys: Keys<OwnState> = {
  sample: oneOf(["none", "pytorch", "digits", "soil"], "none"),
  goal: oneOf(["budget", "ratio"], "budget"),
  comp: oneOf(["bias", "row", "network"], "bias"),
  compact: oneOf(["no", "yes"], "no"),
  activation: oneOf(activations, "relu"),
  amount: number(2, 0, 100),
};

const samples: Readonly<Record<Exclude<OwnState["sample"], "none">, readonly string[]>> = {
  pytorch: ["model.onnx", "inputs.npy"],
  digits: ["digits.safetensors", "digits-inputs.npy"],
  soil: ["soil.json", "soil-inputs.json"],
};

/** A network and inputs of ours. @throws Error when the server does not give one */
export function sampleFiles(sample: keyof typeof samples): Promise<readonly File[]> {
  const fileOf = async (name: string): Promise<File> => {
    const response = await fetch(new URL(`./samples/${name}`, import.meta.url));
    if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
    return new File([await response.arrayBuffer()], name);
  };
  return Promise.all(samples[sample].map(fileOf));
}
