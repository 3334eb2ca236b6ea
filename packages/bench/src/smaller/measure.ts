import { gzipSync } from "node:zlib";
import type { DataSet } from "@espalier/data";
import { writeSparse } from "@espalier/formats/sparse-file";
import { cut, evaluate, finish, nonzeroWeights, parametersOf, sizesOf, weightCount } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { compact } from "@espalier/prune/compact";
import { toJavaScript } from "@espalier/prune/export";
import { storageOf, toSparse } from "@espalier/prune/sparse";
import { cases } from "../cases/index.ts";
import type { Recipe } from "../cases/recipe.ts";
import { fineTune, scoresOf, trainBaseline } from "../experiments/steps.ts";
import { proposed } from "../experiments/strategies.ts";
import type { Footprint, NetworkResult } from "./results.ts";

/** The bytes of a network, and the weights that remain. */
export function smaller(pruned: Network): Footprint {
  const { network: compacted, isExact } = compact(pruned, { dropInputs: true });
  const sparse = toSparse(pruned);
  const parameters = parametersOf(pruned).map(({ data }) => data);
  return {
    bytes: {
      dense: denseBytes(pruned),
      gzip: gzipSync(Buffer.concat(parameters.map(bytesOf)), { level: 9 }).length,
      sparse: writeSparse(sparse).length,
      compacted: denseBytes(compacted),
      compactedSparse: writeSparse(toSparse(compacted)).length,
      module: Buffer.byteLength(toJavaScript(compacted)),
    },
    sizes: sizesOf(compacted),
    isExact,
    forms: storageOf(sparse).map(({ form }) => form),
  };
}

const denseBytes = (measured: Network): number =>
  parametersOf(measured).reduce((sum, { data }) => sum + data.byteLength, 0);

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

export const RATIOS: readonly number[] = [0.5, 0.8, 0.9];

const SEED = 0;

/** Trains a network, prunes it to each ratio, fine-tunes it, and counts its bytes. */
export function measureNetwork(recipe: Recipe, data: DataSet, say: (stage: string) => void): NetworkResult {
  const bench = { recipe, data };
  const { loss } = cases[recipe.case];
  say("training");
  const { network: all } = finish(trainBaseline(bench, SEED));
  const rowOf = (ratio: number, pruned: Network): NetworkResult["rows"][number] => ({
    ratio,
    weights: nonzeroWeights(pruned),
    test: evaluate(pruned, data.test, loss),
    ...smaller(pruned),
  });
  say("scores");
  const scores = finish(scoresOf(bench, SEED, all, proposed));
  const rows = RATIOS.map((ratio) => {
    say(`fine-tuning without ${100 * ratio} % of the weights`);
    return rowOf(ratio, finish(fineTune(bench, SEED, cut(all, scores, ratio))));
  });
  return {
    case: recipe.case,
    sizes: recipe.network,
    epochs: recipe.epochs,
    weights: weightCount(all),
    rows: [rowOf(0, all), ...rows],
  };
}
