import { forward, tensor } from "@espalier/prune";
import type { Network, Samples, Tensor } from "@espalier/prune";
import { eight } from "./eight.ts";
import { samplesOf } from "./samples.ts";
import soil from "./soil.json" with { type: "json" };

export const modelNames = ["eight", "soil"] as const;
export type ModelName = (typeof modelNames)[number];

/** A trained network with two inputs, and its samples. */
export interface Model {
  readonly network: Network;
  readonly inputs: Tensor;
  readonly targets: Tensor;
  /** The names of the inputs and of the output. */
  readonly names: readonly [string, string, string];
}

const soilNetwork: Network = {
  layers: soil.layers.map(({ weight, bias, slope }) => ({
    weight: tensor(weight),
    bias: tensor(bias),
    activation: slope === undefined ? { kind: "identity" } : { kind: "prelu", slope: tensor(slope) },
  })),
};

export const soilSamples: Samples = samplesOf(soil.points);

/** The targets of `eight` are its own outputs: the dense network has no loss there. */
export const models: Readonly<Record<ModelName, Model>> = {
  eight: { ...eight, targets: forward(eight.network, eight.inputs), names: ["x₁", "x₂", "y"] },
  soil: { network: soilNetwork, ...soilSamples, names: ["t", "x", "u"] },
};
