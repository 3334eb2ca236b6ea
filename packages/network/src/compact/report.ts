import { nonzeroWeights, parametersOf, weightCount } from "../graph/network.ts";
import type { Layer } from "../graph/network.ts";

/** A number before and after. */
export interface Change {
  /** In the original network. */
  readonly before: number;
  /** In the smaller network. */
  readonly after: number;
}

/** The sizes of a layer of the original network, before and after; 0 after if the layer is removed. */
export interface LayerChange {
  /** The kept neurons, by their index before. */
  readonly kept: readonly number[];
  /** Rows of W. */
  readonly neurons: Change;
  /** Entries of W, zeros included. */
  readonly weights: Change;
  /** Entries of W other than 0. */
  readonly nonzero: Change;
  /** Of weights, biases and slopes in memory. */
  readonly bytes: Change;
}

type Counts = Readonly<Record<Exclude<keyof LayerChange, "kept">, number>>;

const nothing: Counts = { neurons: 0, weights: 0, nonzero: 0, bytes: 0 };

function countsOf(layer: Layer): Counts {
  const alone = { layers: [layer] };
  return {
    neurons: layer.bias.data.length,
    weights: weightCount(alone),
    nonzero: nonzeroWeights(alone),
    bytes: parametersOf(alone).reduce((bytes, { data }) => bytes + data.byteLength, 0),
  };
}

export function changeOf(from: Layer, to: Layer | undefined, kept: readonly number[]): LayerChange {
  const [before, after] = [countsOf(from), to === undefined ? nothing : countsOf(to)];
  const change = (name: keyof Counts): Change => ({ before: before[name], after: after[name] });
  return {
    kept,
    neurons: change("neurons"),
    weights: change("weights"),
    nonzero: change("nonzero"),
    bytes: change("bytes"),
  };
}
