import type { NetworkFile } from "@espalier/formats";
import { compareOutputs } from "@espalier/prune";
import type {
  Network,
  OutputDifference,
  PrunedUnits,
  PruneUnitsOptions,
  UnitGranularity,
} from "@espalier/prune";
import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { readSamples } from "./scoring.ts";
import type { Given, ScoringOptions } from "./scoring.ts";

/** Whether whole neurons or inputs are meant. */
export const isUnit = (granularity: string | undefined): granularity is UnitGranularity =>
  granularity === "neuron" || granularity === "input";

/** The strategy that was asked for; undefined where the default of units is meant, not that of weights. */
export const askedStrategy = (command: Command, { strategy }: ScoringOptions): string | undefined =>
  command.getOptionValueSource("strategy") === "default" ? undefined : strategy;

/** The samples, and the options of the scores of units. */
export async function readUnitSamples(
  io: Io,
  path: string,
  file: NetworkFile,
  options: ScoringOptions,
  strategy: string | undefined,
): Promise<{ readonly given: Given; readonly own: Omit<PruneUnitsOptions, "granularity"> }> {
  // Whether targets are needed depends on the strategy for units, which says so itself.
  const given = await readSamples(io, path, file, { ...options, strategy: "magnitude" });
  const { compensation: _, ...scores } = given.options;
  return { given, own: { ...scores, strategy } };
}

/** How far the outputs of a smaller network are from those before, if it takes some of the inputs. */
export const differenceOf = (
  before: Network,
  after: Network,
  { kept: [columns] }: PrunedUnits,
  inputs: Tensor,
  metric: "outputs" | "softmax" | undefined,
): OutputDifference =>
  compareOutputs(before, withAllInputs(after, columns, inputs.shape[1]), inputs, { metric });

/** The network with a column of zeros for each input that it does not take. */
export function withAllInputs({ layers }: Network, columns: readonly number[], width: number): Network {
  if (columns.length === width) return { layers };
  const [first, ...others] = layers;
  const [I] = first.weight.shape;
  const weight = zeros([I, width]);
  for (let i = 0; i < I; i++)
    for (const [at, j] of columns.entries())
      weight.data[i * width + j] = first.weight.data[i * columns.length + at];
  const data = first.weight.data instanceof Float32Array ? Float32Array.from(weight.data) : weight.data;
  return { layers: [{ ...first, weight: { shape: weight.shape, data } }, ...others] };
}
