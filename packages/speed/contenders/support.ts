import { readFileSync } from "node:fs";
import { networkFromJson } from "@espalier/formats/json";
import type { Network } from "@espalier/prune";
import { wrap } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import type { Presence } from "../src/tasks.ts";

/** Σ x², over all of some arrays. */
export function sumOfSquares(...arrays: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const values of arrays) for (let at = 0; at < values.length; at++) sum += values[at] * values[at];
  return sum;
}

/** Σ x, over all of some arrays. */
export function total(...arrays: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const values of arrays) for (let at = 0; at < values.length; at++) sum += values[at];
  return sum;
}

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

/** This package and those it measures have one version. */
export const espalier = async (): Promise<Presence> => {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return { version: (JSON.parse(manifest) as { version: string }).version }; // our own package.json
};

export const engine = async (): Promise<Presence> => ({ version: `V8 ${process.versions.v8}` });
