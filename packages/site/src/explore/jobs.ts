import { cutView, denseField, fineTuned, lossAt, networkOf } from "./compute/cut.ts";
import { digits, drawingsRead } from "./compute/digits-files.ts";
import { fieldOf } from "./compute/field.ts";
import type { Field } from "./compute/field.ts";
import { learning } from "./compute/learning.ts";
import { effect, removal, without } from "./compute/removal.ts";
import type { Edge } from "./compute/edge.ts";
import { largestFactors, spread } from "./compute/spread.ts";
import { models } from "./models/index.ts";
import type { ModelName } from "./models/index.ts";

/** The change of the outputs by a removal, on a square of inputs. */
function difference({
  net,
  edge,
  delta,
}: {
  readonly net: ModelName;
  readonly edge: Edge;
  readonly delta: number;
}): {
  readonly before: Field;
  readonly after: Field;
} {
  const { network, inputs } = models[net];
  return { before: fieldOf(network, inputs, 40), after: fieldOf(without(network, edge, delta), inputs, 40) };
}

/** Trains the network of a seed, if that has not been done. */
const prepare = ({ seed }: { readonly seed: number }): boolean => networkOf(seed).layers.length > 0;

type Own = typeof import("./compute/own.ts");

/** The readers of files are a part of their own, which only the scene with the reader's files loads. */
const loadOwn = (): Promise<Own> => import("./compute/own.ts");

const describe = async (options: Parameters<Own["describe"]>[0]): ReturnType<Own["describe"]> =>
  (await loadOwn()).describe(options);

const own = async (
  options: Parameters<Own["own"]>[0],
  onProgress: (fraction: number) => void,
): ReturnType<Own["own"]> => (await loadOwn()).own(options, onProgress);

const estimate = async (options: Parameters<Own["estimate"]>[0]): ReturnType<Own["estimate"]> =>
  (await loadOwn()).estimate(options);

const cancel = async (): Promise<void> => (await loadOwn()).cancel();

/** Everything that a scene asks the worker to compute. */
export const jobs = {
  describe,
  own,
  estimate,
  cancel,
  digits,
  drawingsRead,
  learning,
  removal,
  effect,
  difference,
  spread,
  largestFactors,
  cutView,
  fineTuned,
  lossAt,
  denseField,
  prepare,
};

export type Jobs = typeof jobs;
export type JobName = keyof Jobs;
export type Args<K extends JobName> = Parameters<Jobs[K]>[0];
export type Result<K extends JobName> = Awaited<ReturnType<Jobs[K]>>;
