import type { Tensor } from "@espalier/tensor";
import type { Recipe } from "../cases/recipe.ts";
import type { DataSet, Samples } from "@espalier/data";
import type { Experiment } from "./experiment.ts";

/** Recipes with the same key have the same data. */
export const dataKey = ({ case: name, noise, precision }: Recipe): string => `${name} ${noise} ${precision}`;

/** Loads the data of an experiment. */
export type Load = (
  recipe: Recipe,
  onProgress: (fraction: number, label: string) => void,
) => Promise<DataSet>;

/** The data of some experiments by {@link dataKey}, each once, in memory that threads share. */
export async function loadAll(
  experiments: readonly Experiment[],
  load: Load,
  onProgress: (fraction: number, label: string) => void,
): Promise<ReadonlyMap<string, DataSet>> {
  const loaded = new Map<string, DataSet>();
  for (const { recipe } of experiments)
    if (!loaded.has(dataKey(recipe))) loaded.set(dataKey(recipe), shareData(await load(recipe, onProgress)));
  return loaded;
}

const shareData = (data: DataSet): DataSet => ({
  ...data,
  train: share(data.train),
  test: share(data.test),
});

const share = ({ inputs, targets }: Samples): Samples => ({
  inputs: shareTensor(inputs),
  targets: shareTensor(targets),
});

function shareTensor({ shape, data }: Tensor): Tensor {
  const memory = new SharedArrayBuffer(data.byteLength);
  const shared = data instanceof Float32Array ? new Float32Array(memory) : new Float64Array(memory);
  shared.set(data);
  return { shape, data: shared };
}
