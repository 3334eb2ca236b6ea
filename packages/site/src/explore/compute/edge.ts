import type { Network } from "@espalier/prune";

/** A weight of a network: of layer `layer`, from input `column` to neuron `row`. */
export interface Edge {
  readonly layer: number;
  readonly row: number;
  readonly column: number;
}

export const edgesOf = (network: Network): Edge[] =>
  network.layers.flatMap(({ weight: { shape } }, layer) =>
    Array.from({ length: shape[0] * shape[1] }, (_, at) => ({
      layer,
      row: Math.floor(at / shape[1]),
      column: at % shape[1],
    })),
  );

export const weightOf = (network: Network, { layer, row, column }: Edge): number => {
  const { data, shape } = network.layers[layer].weight;
  return data[row * shape[1] + column];
};
