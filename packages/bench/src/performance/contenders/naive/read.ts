import type { ScoresTask } from "../../works/tasks.ts";
import { readNetwork, readSamples } from "../files.ts";
import { loopsOf } from "./network.ts";
import type { LoopLayer } from "./network.ts";

/** The samples X [n, j] of a task, its layers, and the sizes. */
export interface Read {
  readonly X: Float32Array;
  readonly layers: readonly LoopLayer[];
  readonly N: number;
  readonly J: number;
  readonly M: number;
}

export function read({ network, inputs, samples, sizes }: ScoresTask): Read {
  const X = readSamples(inputs, samples, sizes[0]).data as Float32Array; // what is read is
  const M = sizes[sizes.length - 1];
  return { X, layers: loopsOf(readNetwork(network)), N: samples, J: sizes[0], M };
}
