import { allocate, FormatError, sizeOf } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import { halfToNumber, checkBytes, refuse, textOf } from "@espalier/files/bytes";
import { networkOfLayers } from "../keras/layers.ts";
import type { NetworkFile } from "@espalier/files";
import { count, fields, finite, rootOf, show } from "@espalier/files/json-values";
import type { NamedTensor } from "../state-dict/named-tensor.ts";

/** The files beside `model.json`, by the paths that it names. */
export type Shards = Readonly<Record<string, Uint8Array>>;

/**
 * Reads a layers-model of TensorFlow.js: `model.json` and the shards with its weights, which may be quantised. Dense layers one behind the
 * other, with activations, BatchNormalization and Dropout between them; a softmax at the end is the head.
 *
 * Memory: the JSON, some 40 times its bytes at most, and the weights, at most four times the bytes of the shards.
 *
 * @throws FormatError naming the place: `layers[1] (LSTM): expected Dense …`
 */
export function readTfjs(json: Uint8Array, shards: Shards): NetworkFile {
  const root = rootOfModel(json);
  const { topology, isKeras3 } = modelOf(root);
  const byLayer = tensorsByLayer(tensorsIn(root, shards));
  const file = networkOfLayers("readTfjs", topology, (layer) => byLayer.get(layer) ?? new Map(), isKeras3);
  return { ...file, origin: "tfjs" };
}

/** The paths of the shards that a `model.json` names. @throws FormatError naming the place */
export function tfjsShards(json: Uint8Array): readonly string[] {
  return groupsOf(rootOfModel(json)).flatMap(({ paths }) => paths);
}

const rootOfModel = (json: Uint8Array): Readonly<Record<string, unknown>> =>
  fields("model.json", rootOf("model.json", textOf("model.json", json)));

/** Whether JSON is a layers-model. */
export const isTfjs = (root: unknown): boolean =>
  typeof root === "object" && root !== null && ("modelTopology" in root || "weightsManifest" in root);

function modelOf({ format, modelTopology }: Readonly<Record<string, unknown>>): {
  readonly topology: unknown;
  readonly isKeras3: boolean;
} {
  if (format !== undefined && format !== "layers-model")
    throw new FormatError(
      "format",
      '"layers-model" (a graph model has no layers: convert the Keras model with the output format tfjs_layers_model)',
      show(format),
    );
  const { model_config: config, keras_version: version, ...own } = fields("modelTopology", modelTopology);
  return { topology: config ?? own, isKeras3: typeof version === "string" && version.startsWith("3") };
}

interface Group {
  readonly at: string;
  readonly paths: readonly string[];
  readonly weights: readonly unknown[];
}

function groupsOf({ weightsManifest: manifest }: Readonly<Record<string, unknown>>): Group[] {
  if (!Array.isArray(manifest)) throw new FormatError("weightsManifest", "a list of groups", show(manifest));
  return manifest.map((each, g) => {
    const at = `weightsManifest[${g}]`;
    const { paths, weights } = fields(at, each);
    if (!Array.isArray(paths) || !paths.every((path) => typeof path === "string"))
      throw new FormatError(`${at}.paths`, "a list of names", show(paths));
    if (!Array.isArray(weights)) throw new FormatError(`${at}.weights`, "a list of tensors", show(weights));
    return { at, paths: Array.from<string>(paths), weights };
  });
}

/** How a number lies in a shard. */
// prettier-ignore
const types: Readonly<Record<string, { readonly bytes: number; readonly get: (view: DataView, at: number) => number }>> = {
  float32: { bytes: 4, get: (view, at) => view.getFloat32(at, true) },
  float16: { bytes: 2, get: (view, at) => halfToNumber(view.getUint16(at, true)) },
  uint8:   { bytes: 1, get: (view, at) => view.getUint8(at) },
  uint16:  { bytes: 2, get: (view, at) => view.getUint16(at, true) },
};

function tensorsIn(root: Readonly<Record<string, unknown>>, shards: Shards): NamedTensor[] {
  return groupsOf(root).flatMap(({ at, paths, weights }) => {
    const bytes = joined(at, paths, shards);
    let next = 0;
    return weights.map((each, w): NamedTensor => {
      const { tensor, size } = tensorOf(`${at}.weights[${w}]`, each, bytes, next);
      next += size;
      return tensor;
    });
  });
}

/** The shards of a group are one file in pieces. */
function joined(at: string, paths: readonly string[], shards: Shards): Uint8Array {
  const parts = paths.map((path) => {
    if (!Object.hasOwn(shards, path))
      throw new FormatError(at, `the bytes of ${JSON.stringify(path)}, which holds weights`, "none");
    checkBytes(path, shards[path]);
    return shards[path];
  });
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let next = 0;
  for (const part of parts) {
    whole.set(part, next);
    next += part.length;
  }
  return whole;
}

function tensorOf(
  at: string,
  json: unknown,
  bytes: Uint8Array,
  start: number,
): { readonly tensor: NamedTensor; readonly size: number } {
  const { name, shape, dtype, quantization } = fields(at, json);
  if (typeof name !== "string") throw new FormatError(`${at}.name`, "a name", show(name));
  if (!Array.isArray(shape) || shape.length > 16)
    throw new FormatError(`${at}.shape`, "a list of sizes", show(shape));
  const sizes = shape.map((size, axis) => count(`${at}.shape[${axis}]`, size));
  const packed = quantization === undefined ? undefined : fields(`${at}.quantization`, quantization);
  const stored = packed?.["dtype"] ?? dtype;
  const type = typeof stored === "string" && Object.hasOwn(types, stored) ? types[stored] : undefined;
  if (type === undefined || (packed === undefined && stored !== "float32"))
    throw new FormatError(
      `${at}.dtype`,
      "float32, or float16, uint8 or uint16 by quantization",
      show(stored),
    );
  const length = sizeOf(sizes);
  const size = length * type.bytes;
  // Asked this way round because Infinity × 0, from many axes and an empty one, is NaN.
  if (!(start + size <= bytes.length))
    refuse(start, name.slice(0, 60), `${size} bytes`, `${Math.max(0, bytes.length - start)}`);
  const isWhole = stored === "uint8" || stored === "uint16";
  const [scale, min] = isWhole
    ? [
        finite(`${at}.quantization.scale`, packed?.["scale"]),
        finite(`${at}.quantization.min`, packed?.["min"]),
      ]
    : [1, 0];
  const read = (): Data => {
    const view = new DataView(bytes.buffer, bytes.byteOffset + start, size);
    const data = allocate(length, "f32");
    for (let p = 0; p < length; p++) {
      const value = type.get(view, p * type.bytes);
      data[p] = isWhole ? value * scale + min : value; // and −0 stays what it is
      if (!Number.isFinite(data[p]))
        refuse(start + p * type.bytes, name.slice(0, 60), "a finite number", `${data[p]}`);
    }
    return data;
  };
  return {
    tensor: {
      name,
      shape: sizes,
      dtype: String(stored),
      precision: "f32",
      place: `byte ${start}, ${name.slice(0, 60)}`,
      read,
    },
    size,
  };
}

/** `sequential/dense_1/kernel` is the kernel of dense_1. */
function tensorsByLayer(tensors: readonly NamedTensor[]): Map<string, Map<string, NamedTensor>> {
  const found = new Map<string, Map<string, NamedTensor>>();
  for (const tensor of tensors) {
    const [part = "", layer = ""] = tensor.name.replace(/:0$/, "").split("/").toReversed();
    const known = found.get(layer) ?? new Map<string, NamedTensor>();
    known.set(part, tensor);
    found.set(layer, known);
  }
  return found;
}
