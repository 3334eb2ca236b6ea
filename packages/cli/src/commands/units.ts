import type { NetworkFile } from "@espalier/formats";
import { compareOutputs, withAllInputs } from "@espalier/prune";
import type {
  Network,
  OutputDifference,
  PrunedUnits,
  PruneUnitsOptions,
  UnitGranularity,
} from "@espalier/prune";
import type { Tensor } from "@espalier/tensor";
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { readSamples } from "./scoring.ts";
import type { ScoringSamples, ScoringOptions } from "./scoring.ts";

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
): Promise<{ readonly given: ScoringSamples; readonly own: Omit<PruneUnitsOptions, "granularity"> }> {
  // Whether targets are needed depends on the strategy for units, which says so itself.
  const given = await readSamples(io, path, file, { ...options, strategy: "magnitude" });
  const { compensation: _, ...scores } = given.options;
  return { given, own: { ...scores, strategy } };
}

/** How far the outputs of a smaller network are from those before, if it takes some of the inputs. */
export const differenceOf = (
  before: Network,
  after: Network,
  { inputs: columns }: Pick<PrunedUnits, "inputs">,
  inputs: Tensor,
  metric: "outputs" | "softmax" | undefined,
): OutputDifference => compareOutputs(before, withAllInputs(before, after, columns), inputs, { metric });
