import { jsonBytes } from "@espalier/files/json-values";
import type { Mask, Network } from "@espalier/prune";
import type { Format } from "@espalier/formats/files";
import { writeNpz } from "@espalier/formats/npz";
import { toNested } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";

/** For each layer, [i, j]: 1 if the weight is kept and 0 if it is removed. */
export type MaskTensors = readonly Tensor[];

/** A file format of masks. */
export interface MaskFormat extends Format {
  write(masks: MaskTensors): Uint8Array;
}

/** A mask as JSON, one row per neuron. */
export interface MaskJson {
  readonly format: "espalier-mask";
  readonly version: 1;
  readonly layers: readonly Nested[];
}

// prettier-ignore
export const maskFormats: readonly MaskFormat[] = [
  { name: "npz",  endings: [".npz"],  write: writeArrays },
  { name: "json", endings: [".json"], write: writeRows   },
];

export const maskTensors = ({ layers }: Network, masks: readonly Mask[]): MaskTensors =>
  masks.map((mask, k) => ({ shape: layers[k].weight.shape, data: Float32Array.from(mask) }));

/** The arrays layer0, layer1 …, as 32-bit floats that can be multiplied with the weights. */
function writeArrays(masks: MaskTensors): Uint8Array {
  return writeNpz(new Map(masks.map((mask, k) => [`layer${k}`, mask])));
}

function writeRows(masks: MaskTensors): Uint8Array {
  const json: MaskJson = { format: "espalier-mask", version: 1, layers: masks.map(toNested) };
  return jsonBytes(json);
}
