import { gzipSync } from "node:zlib";
import { writeSparse } from "@espalier/formats/sparse-file";
import { cut, evaluate, finish, nonzeroWeights, parametersOf, sizesOf, weightCount } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { compact } from "@espalier/prune/compact";
import { toJavaScript } from "@espalier/prune/export";
import { storageOf, toSparse } from "@espalier/prune/sparse";
import * as v from "valibot";
import { cases } from "./cases/index.ts";
import type { Recipe } from "./cases/recipe.ts";
import type { DataSet } from "@espalier/data";
import { fineTune, scoresOf, trainBaseline } from "./experiments/steps.ts";
import { proposed } from "./experiments/strategies.ts";
import {
  fiveDigits,
  stringifyRows,
  amount,
  count,
  date,
  fraction,
  list,
  machine,
  oneOf,
  text as string,
  whole,
} from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import { table, text } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import type { SlotPage } from "@espalier/pages/slot-page";
import { showCount } from "@espalier/pages/numbers";
import { forwardTable, winsTable, work } from "@espalier/speed";

/** What a network takes, in bytes. */
const bytes = v.strictObject({
  /** Weights, biases and slopes as they lie in memory. */
  dense: count,
  /** `dense`, packed by gzip at its highest level. */
  gzip: count,
  /** The file of `writeSparse`. */
  sparse: count,
  /** `dense` of the compacted network, without the inputs that no neuron reads. */
  compacted: count,
  /** The file of `writeSparse` of the compacted network. */
  compactedSparse: count,
  /** The module that `toJavaScript` makes of the compacted network. */
  module: count,
});

const left = {
  bytes,
  /** d_0 … d_L after compaction. */
  sizes: list(whole),
  /** Whether compaction has kept all bits of the outputs. */
  isExact: v.boolean(),
  /** How the weight of each layer is stored in the sparse file before compaction. */
  forms: list(string),
};

/** A network from which a fraction of the weights is removed. */
const row = v.strictObject({
  ratio: fraction,
  /** How many are not zero. */
  weights: whole,
  test: v.strictObject({ loss: amount, accuracy: v.exactOptional(fraction) }),
  ...left,
});

const network = v.strictObject({
  case: oneOf("pde", "mnist"),
  sizes: list(count),
  /** Of training, and of fine-tuning. */
  epochs: v.strictTuple([count, count]),
  weights: count,
  /** The whole network first. */
  rows: list(row),
});
export type NetworkResult = Read<typeof network>;

/** What `npm run smaller` has measured. Plain data, from which the tables of the page are made. */
export const smallerResults = v.strictObject({
  format: oneOf("espalier-smaller-files"),
  version: oneOf(1),
  date,
  machine,
  rounds: count,
  networks: list(network),
  /** The forward pass, dense and sparse. */
  pass: work,
});
export type SmallerResults = Read<typeof smallerResults>;

/** The bytes of a network, and the weights that remain. */
export function smaller(pruned: Network): Read<v.StrictObjectSchema<typeof left, undefined>> {
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

/** docs/smaller-files.md. */
export const smallerPage: SlotPage<typeof smallerResults> = {
  name: "smaller-files",
  schema: smallerResults,
  toJson: ({ networks, pass, ...head }) => stringifyRows(head, { networks, pass }, fiveDigits),
  slots: (results) => ({
    bytes: results.networks.map(bytesTable),
    wins: [winsTable(results.pass), text(measuredOn(results))],
    pass: [forwardTable(results.pass)],
  }),
};

const bytesTable = ({ case: name, sizes, epochs, weights, rows }: NetworkResult): Table =>
  table(
    `**${sizes.join("-")}** (${name === "mnist" ? "MNIST" : "PDE"}, ${showCount(weights)} weights, ${epochs[0]} epochs and ${epochs[1]} of fine-tuning, f32; dense ${showCount(rows[0].bytes.dense)} bytes):`,
    ["removed", "test", "dense, gzip", "sparse", "compacted to", "dense", "sparse", "module"],
    rows.map(cellsOf),
  );

const cellsOf = ({ ratio, test, bytes: taken, sizes }: NetworkResult["rows"][number]): string[] => [
  `${Math.round(100 * ratio)} %`,
  test.accuracy === undefined ? test.loss.toExponential(2) : `${(100 * test.accuracy).toFixed(2)} %`,
  showCount(taken.gzip),
  showCount(taken.sparse),
  sizes.join("-"),
  showCount(taken.compacted),
  showCount(taken.compactedSparse),
  showCount(taken.module),
];

const measuredOn = ({ machine: { cpu, node }, date: day, rounds }: SmallerResults): string =>
  `Measured on ${cpu}, Node ${node}, ${day.slice(0, 10)}: the shortest times of ${rounds} rounds.`;
