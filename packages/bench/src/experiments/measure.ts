import { evaluate, forward } from "@espalier/prune";
import type { Network, Pruned } from "@espalier/prune";
import { rows } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as v from "valibot";
import { cases } from "../cases/index.ts";
import { finite, fraction, list, measure, oneOf, signed, text, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import type { ExperimentContext } from "./context.ts";

/** How well a network does on the test set. */
export const quality = {
  /** Mean over the test set. Infinity or NaN when the network overflows. */
  testLoss: measure,
  /** Fraction of the test samples that are classified correctly; classification only. */
  testAccuracy: v.exactOptional(fraction),
  /** ‖û − u‖₂ / ‖u‖₂ over the whole test set; regression only. */
  relativeL2: v.exactOptional(measure),
};
type Quality = Read<v.StrictObjectSchema<typeof quality, undefined>>;

/** What pruning did to the outputs. */
export const damage = {
  /** Σ of the importances of the removed weights: the change that the strategy predicts, if it predicts one. `flap` has negative ones. */
  removedImportance: signed,
  /** E‖NN(x) − NN(x before pruning)‖² over the training inputs. */
  outputChange: measure,
};

/** A network of a comparison. */
export const networkRow = v.strictObject({
  seed: whole,
  /** "baseline" before pruning. */
  strategy: text,
  /** ρ; 0 before pruning. */
  ratio: fraction,
  stage: oneOf("baseline", "pruned", "fine-tuned"),
  ...quality,
  /** ‖W‖₀ of each layer. */
  kept: list(whole),
  removedImportance: v.exactOptional(damage.removedImportance),
  outputChange: v.exactOptional(damage.outputChange),
});
export type NetworkRow = Read<typeof networkRow>;
export type Stage = NetworkRow["stage"];

/** u [10, 64] of the first test sample: the truth, or the output of a network of seed 0. Four digits. */
export const picture = v.strictObject({
  strategy: text,
  stage: oneOf("truth", "baseline", "pruned", "fine-tuned"),
  values: list(finite),
});
export type Picture = Read<typeof picture>;

/** How well a network does on the test set. */
export function qualityOf({ recipe, data: { test } }: ExperimentContext, network: Network): Quality {
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

/** Σ of the importances of the removed weights. */
export const removedImportance = ({ masks, scores }: Pick<Pruned, "masks" | "scores">): number =>
  scores
    .map(({ importance: { data } }, k) => sum(data.length, (ij) => (masks[k][ij] === 0 ? data[ij] : 0)))
    .reduce((total, layer) => total + layer, 0);

/** The test rows that make up a picture: of u [10, 64], the first sample. */
const PICTURE_ROWS = 640;

/** The outputs of a network for the first test sample. */
export const pictureOf = ({ data: { test } }: ExperimentContext, network: Network): number[] =>
  shown(forward(network, rows(test.inputs, 0, PICTURE_ROWS)));

/** The targets of the first test sample. */
export const truePicture = ({ data: { test } }: ExperimentContext): number[] =>
  shown(rows(test.targets, 0, PICTURE_ROWS));

/** More digits than eyes can see. */
const shown = ({ data }: Tensor): number[] => Array.from(data, (value) => Number(value.toPrecision(4)));

function sum(length: number, term: (at: number) => number): number {
  let total = 0;
  for (let at = 0; at < length; at++) total += term(at);
  return total;
}
