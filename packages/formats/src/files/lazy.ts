import type { Format } from "./choose.ts";
import type { DataFormat } from "./data-format.ts";
import type { NetworkFormat } from "./network-format.ts";

/** A format whose code is loaded when it is needed. */
export interface LazyFormat<F> extends Format {
  /** The format itself, fetched at the first call where code is split. */
  readonly load: () => Promise<F>;
}

/**
 * The network formats that a name can choose. A bundler makes a file of each, so that a page loads one reader and not all of them:
 *
 *     const format = await formatOf(file.name, lazyNetworkFormats).load();
 */
// prettier-ignore
export const lazyNetworkFormats: readonly LazyFormat<NetworkFormat>[] = [
  { name: "safetensors", endings: [".safetensors"],           load: async () => (await import("./networks/safetensors.ts")).safetensors },
  { name: "onnx",        endings: [".onnx"],                  load: async () => (await import("./networks/onnx.ts")).onnx },
  { name: "pytorch",     endings: [".pt", ".pth", ".ckpt"],   load: async () => (await import("./networks/pytorch.ts")).pytorch },
  { name: "json",        endings: [".json"],                  load: async () => (await import("./networks/json.ts")).json },
  { name: "skops",       endings: [".skops"],                 load: async () => (await import("./networks/skops.ts")).skops },
  { name: "keras",       endings: [".keras", ".h5", ".hdf5"], load: async () => (await import("./networks/keras.ts")).keras },
  { name: "sparse",      endings: [".sparse"],                load: async () => (await import("./networks/sparse.ts")).sparse },
];

/** The same for the formats of samples. */
// prettier-ignore
export const lazyDataFormats: readonly LazyFormat<DataFormat>[] = [
  { name: "npy",  endings: [".npy"],           load: async () => (await import("./data/npy.ts")).npy },
  { name: "npz",  endings: [".npz"],           load: async () => (await import("./data/npz.ts")).npz },
  { name: "csv",  endings: [".csv"],           load: async () => (await import("./data/tables.ts")).csv },
  { name: "tsv",  endings: [".tsv"],           load: async () => (await import("./data/tables.ts")).tsv },
  { name: "idx",  endings: [".idx", "-ubyte"], load: async () => (await import("./data/idx.ts")).idx },
  { name: "json", endings: [".json"],          load: async () => (await import("./data/rows.ts")).jsonRows },
];
