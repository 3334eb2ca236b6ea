import { readFileSync } from "node:fs";
import { networkFromJson } from "@espalier/formats/json";
import type { Network } from "@espalier/prune";
import { wrap } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";

/** The first samples of a file, [n, width]. */
export function readSamples(path: string, samples: number, width: number): Tensor {
  const bytes = readFileSync(path);
  return wrap([samples, width], new Float32Array(bytes.buffer, bytes.byteOffset, samples * width).slice());
}

/** Class numbers, as a tensor of f32 like the inputs. */
export const readLabels = (path: string, samples: number): Tensor =>
  wrap([samples], Float32Array.from(readFileSync(path).subarray(0, samples)));

export const readNetwork = (path: string, dtype: DType = "f32"): Network =>
  networkFromJson(readFileSync(path, "utf8"), dtype);
