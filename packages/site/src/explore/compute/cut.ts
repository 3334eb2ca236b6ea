import { evaluate, finish, pruning, seededRandom, train, weightCount } from "@espalier/prune";
import type { CompensationName, Network } from "@espalier/prune";
import { fieldOf } from "./field.ts";
import type { Field } from "./field.ts";
import { learned } from "./learn.ts";
import { models, soilSamples } from "../models/index.ts";

export const strategiesShown = [
  "elimination-compensation",
  "nonlinear",
  "magnitude",
  "gradient-magnitude",
  "random",
  "mean-replacement",
  "wanda",
  "obd",
  "obs",
] as const;
export type StrategyShown = (typeof strategiesShown)[number];

/** `own` is that of the strategy. */
export const rungs = ["own", "none", "bias", "row", "network"] as const;
export type Rung = (typeof rungs)[number];

export interface CutOptions {
  readonly seed: number;
  readonly ratio: number;
  readonly strategy: StrategyShown;
  readonly compensation: Rung;
  readonly stages: number;
}

/** What scene d shows of a pruned network. */
export interface CutResult {
  readonly weights: number;
  readonly removed: number;
  /** Kept weights, layer by layer. */
  readonly kept: readonly number[];
  readonly loss: number;
  readonly dense: number;
  readonly layers: readonly LayerView[];
  /** How far each bias moved. */
  readonly moved: readonly (readonly number[])[];
  readonly field: Field;
}

/** The weights of a layer, and which of them are kept. */
export interface LayerView {
  readonly rows: number;
  readonly columns: number;
  readonly weight: readonly number[];
  readonly before: readonly number[];
  readonly mask: readonly number[];
}

const lossName = "mean-squared-error";

/** The network of a seed; that of seed 3 has been trained ahead. */
const trained = new Map<number, Network>([[3, models.soil.network]]);
export function networkOf(seed: number): Network {
  const known = trained.get(seed) ?? learned(soilSamples, { seed, epochs: 300 }).network;
  trained.set(seed, known);
  return known;
}

function pruned({
  seed,
  ratio,
  strategy,
  compensation,
  stages,
}: CutOptions): ReturnType<typeof finish<Pruned>> {
  const network = networkOf(seed);
  return finish(
    pruning(network, soilSamples.inputs, {
      ratio,
      strategy,
      targets: soilSamples.targets,
      loss: lossName,
      random: seededRandom(1),
      ...(compensation !== "own" && { compensation: compensation satisfies CompensationName }),
      ...(stages > 1 && { steps: stages }),
      ...(compensation === "network" && { effort: "quick" as const }),
    }),
  );
}
type Pruned = import("@espalier/prune").Pruned;

/** Prunes the network, and measures the result. */
export function cutView(options: CutOptions): CutResult {
  const network = networkOf(options.seed);
  const result = pruned(options);
  return viewOf(network, result.network, result.masks);
}

/** The same, trained on for some epochs with the removed weights held at zero. */
export function fineTuned(options: CutOptions & { readonly epochs: number }): CutResult {
  const network = networkOf(options.seed);
  const { network: left, masks } = pruned(options);
  const work = train(left, soilSamples, {
    loss: lossName,
    epochs: options.epochs,
    batch: 32,
    learningRate: 0.01,
    random: seededRandom(1),
    masks,
  });
  return viewOf(network, finish(work), masks);
}

function viewOf(network: Network, after: Network, masks: Pruned["masks"]): CutResult {
  const kept = masks.map((mask) => mask.reduce((sum, bit) => sum + bit, 0));
  const weights = weightCount(network);
  return {
    weights,
    removed: weights - kept.reduce((sum, count) => sum + count, 0),
    kept,
    loss: evaluate(after, soilSamples, lossName).loss,
    dense: evaluate(network, soilSamples, lossName).loss,
    layers: after.layers.map(({ weight }, k) => ({
      rows: weight.shape[0],
      columns: weight.shape[1],
      weight: [...weight.data],
      before: [...network.layers[k].weight.data],
      mask: [...masks[k]],
    })),
    moved: after.layers.map(({ bias }, k) =>
      [...bias.data].map((b, i) => b - network.layers[k].bias.data[i]),
    ),
    field: fieldOf(after, soilSamples.inputs, 40),
  };
}

/** The loss right after pruning, for a point of a curve. */
export function lossAt(options: CutOptions): number {
  return evaluate(pruned(options).network, soilSamples, lossName).loss;
}

/** The output of the dense network. */
export const denseField = ({ seed }: { readonly seed: number }): Field =>
  fieldOf(networkOf(seed), soilSamples.inputs, 40);
