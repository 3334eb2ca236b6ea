import { mapParameters, parametersOf, tensor } from "@espalier/prune";
import type { LayerStatistics, Network, Tensor } from "@espalier/prune";

// The numbers in the files of this scene, which data/digits.ts writes.

/** d_0 … d_L */
export const SIZES = [784, 32, 32, 10] as const;
const SAMPLES = 60_000;

/** Reads tensors one after the other. */
function reader(numbers: Float32Array): (...shape: number[]) => Tensor {
  let at = 0;
  return (...shape) => {
    const size = shape.reduce((product, side) => product * side, 1);
    at += size;
    return { shape, data: Float64Array.from(numbers.subarray(at - size, at)) };
  };
}

/** The network from its parameters, layer by layer. */
export function networkFrom(numbers: Float32Array): Network {
  const next = reader(numbers);
  return {
    layers: SIZES.slice(1).map((I, k) => ({
      weight: next(I, SIZES[k]),
      bias: next(I),
      activation: k === SIZES.length - 2 ? { kind: "identity" } : { kind: "prelu", slope: next(1) },
    })),
  };
}

/** The statistics of the training digits. */
export function statisticsFrom(numbers: Float32Array): LayerStatistics[] {
  const next = reader(numbers);
  return SIZES.slice(1).map((I, k) => {
    const J = SIZES[k];
    const weighted = { totalEnergy: next(I), mean: next(I, J), scatter: next(I, J) };
    // The scatter under equal weights is not in the file: no score of the method reads it.
    const unweighted = {
      totalEnergy: tensor([SAMPLES]),
      mean: next(1, J),
      scatter: tensor([Array.from({ length: J }, () => 0)]),
    };
    return { samples: SAMPLES, weighted, unweighted };
  });
}

/** A network from its kept weights, with the number of zeros before each one, and its other parameters. */
export function wholeFrom(like: Network, bytes: ArrayBuffer): Network {
  const kept = new DataView(bytes).getUint32(0, true);
  const values = new Float32Array(bytes, 4, kept);
  const others = parametersOf(like).filter(({ shape }) => shape.length === 1);
  const rest = reader(
    new Float32Array(
      bytes,
      4 + 4 * kept,
      others.reduce((sum, { data }) => sum + data.length, 0),
    ),
  );
  const gaps = new Uint16Array(bytes, bytes.byteLength - 2 * kept, kept);
  let [entry, left] = [0, gaps[0]];
  return mapParameters(like, ({ shape, data }) => {
    if (shape.length === 1) return rest(...shape);
    const weight = new Float64Array(data.length);
    for (let at = 0; at < weight.length; at++)
      if (left > 0) left--;
      else if (entry < kept) {
        weight[at] = values[entry++];
        left = gaps[entry] ?? 0;
      }
    return { shape, data: weight };
  });
}
