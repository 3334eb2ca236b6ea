import type { Tensor } from "@espalier/tensor";
import type { GraphOutput, Layer, Network } from "../../src/index.ts";

/** Two linear layers that read the same two inputs and have an output each. */
export function twoOutputs(
  weights: readonly [Tensor, Tensor],
  bias: Tensor,
  outputs: readonly [Omit<GraphOutput, "from">, Omit<GraphOutput, "from">],
): Network {
  const layerOf = (weight: Tensor): Layer => ({ weight, bias, activation: { kind: "identity" } });
  return {
    layers: weights.map(layerOf),
    graph: {
      inputs: [{ name: "x", width: 2 }],
      nodes: [
        { name: "a", op: "layer", layer: 0, from: ["x"] },
        { name: "b", op: "layer", layer: 1, from: ["x"] },
      ],
      outputs: [
        { ...outputs[0], from: "a" },
        { ...outputs[1], from: "b" },
      ],
    },
  };
}
