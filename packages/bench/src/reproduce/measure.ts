import { chunks, evaluate, forward } from "@espalier/prune";
import type { Network, Pruned } from "@espalier/prune";
import { rows } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { cases } from "../cases/index.ts";
import type { Bench } from "../experiment/steps.ts";
import type { Damage, Quality } from "./results.ts";

/** How a network does on the test set. */
export function qualityOf({ recipe, data: { test } }: Bench, network: Network): Quality {
  const { loss, accuracy } = evaluate(network, test, cases[recipe.case].loss);
  return accuracy === undefined
    ? { testLoss: loss, relativeL2: Math.sqrt(loss / meanSquare(test.targets)) }
    : { testLoss: loss, testAccuracy: accuracy };
}

/** ‖u‖² over the number of its entries, so that the mean squared error over it is the square of the relative error. */
const meanSquare = ({ data }: Tensor): number => sum(data.length, (at) => data[at] ** 2) / data.length;

/** ‖W‖₀ of each layer. */
export const keptOf = ({ layers }: Network): number[] =>
  layers.map(({ weight: { data } }) => sum(data.length, (at) => (data[at] === 0 ? 0 : 1)));

/** NN(x) of all training inputs, a chunk each. */
export type Outputs = readonly Tensor[];

export const outputsOf = ({ data }: Bench, network: Network): Outputs =>
  Array.from(chunks(data.train.inputs), ([X]) => forward(network, X));

/** E‖NN(x) − NN(x before)‖² over the training inputs. */
export function changeOf({ data }: Bench, before: Outputs, network: Network): number {
  let total = 0;
  let at = 0;
  for (const [X] of chunks(data.train.inputs)) {
    const a = before[at++].data;
    const b = forward(network, X).data;
    total += sum(a.length, (i) => (b[i] - a[i]) ** 2);
  }
  return total / data.train.inputs.shape[0];
}

/** Σ of the importances of what was removed. */
const removedImportance = ({ masks, scores }: Pick<Pruned, "masks" | "scores">): number =>
  scores
    .map(({ importance: { data } }, k) => sum(data.length, (ij) => (masks[k][ij] === 0 ? data[ij] : 0)))
    .reduce((total, layer) => total + layer, 0);

/** What pruning did to the outputs. */
export const damageOf = (bench: Bench, before: Outputs, pruned: Pruned): Damage => ({
  removedImportance: removedImportance(pruned),
  outputChange: changeOf(bench, before, pruned.network),
});

/** The test rows that make up a picture: of u [10, 64], the first sample. */
const PICTURE_ROWS = 640;

/** What a network says of the first test sample. */
export const pictureOf = ({ data: { test } }: Bench, network: Network): number[] =>
  shown(forward(network, rows(test.inputs, 0, PICTURE_ROWS)));

/** What is so of the first test sample. */
export const truePicture = ({ data: { test } }: Bench): number[] =>
  shown(rows(test.targets, 0, PICTURE_ROWS));

/** More digits than eyes can see. */
const shown = ({ data }: Tensor): number[] => Array.from(data, (value) => Number(value.toPrecision(4)));

function sum(length: number, term: (at: number) => number): number {
  let total = 0;
  for (let at = 0; at < length; at++) total += term(at);
  return total;
}
