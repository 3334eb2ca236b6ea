import { evaluate, seededRandom, strategies, strategyOf, unitStrategyNames } from "@espalier/prune";
import { metricOfFile } from "@espalier/formats";
import type { NetworkFile } from "@espalier/formats";
import type { Evaluation, LossName, Samples, ScoreOptions } from "@espalier/prune";
import { reshape, rows, sizeOf, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Command } from "commander";
import { about } from "../files/about.ts";
import { readInputs, readTensor, withDataOptions } from "../files/data.ts";
import type { DataOptions } from "../files/data.ts";
import type { Io } from "../io.ts";
import { numberIn, oneOf, wholeFrom } from "../values.ts";
import { withSumsOption } from "./sums.ts";
import type { SumsOption } from "./sums.ts";

/** The options of `score` and `prune` about scoring. */
export interface ScoringOptions extends DataOptions, SumsOption {
  readonly strategy: string;
  readonly samples?: number;
  readonly probes?: number;
  readonly seed: number;
  readonly targets?: string;
  readonly loss?: LossName;
  readonly metric?: Metric;
  readonly memory?: number;
}

type Metric = "outputs" | "softmax";
const metrics: readonly Metric[] = ["outputs", "softmax"];

const scoring = strategies.filter(({ kind }) => kind === "score").map(({ name }) => name);
/** Those that score neurons and inputs only. */
const ofUnits = unitStrategyNames.filter((name) => !scoring.includes(name));
const losses: readonly LossName[] = ["softmax-cross-entropy", "mean-squared-error"];

export const withScoringOptions = (command: Command): Command =>
  withSumsOption(withDataOptions(command))
    .option(
      "--strategy <name>",
      `how to score: ${scoring.join(", ")}; only neurons and inputs: ${ofUnits.join(", ")}`,
      oneOf("--strategy", [...scoring, ...ofUnits]),
      scoring[0],
    )
    .option("--samples <n>", "score with n samples drawn at random from the data", wholeFrom("--samples", 1))
    .option(
      "--probes <k>",
      "k random probes in place of a sweep for each output, for networks with hundreds of outputs",
      wholeFrom("--probes", 1),
    )
    .option("--seed <n>", "seed of all random choices", wholeFrom("--seed", 0), 1)
    .option(
      "--metric <name>",
      `what a change of the outputs costs: ${metrics.join(", ")} (default: softmax if an output of the file ends in one)`,
      oneOf("--metric", metrics),
    )
    .option(
      "--memory <bytes>",
      "the most that statistics of rows may take, for obs and --compensation row (default: 8 GiB)",
      numberIn("--memory", 0),
    )
    .option("--targets <file>", "expected outputs, one row or one class number per sample; needs --loss")
    .option("--loss <name>", `loss of the targets: ${losses.join(", ")}`, oneOf("--loss", losses));

/** Samples with targets, and the loss of the network on them. */
export interface Judged extends Samples {
  readonly loss: LossName;
  readonly before: Evaluation;
}

/** Samples as the options of a command describe them. */
export interface ScoringSamples {
  readonly inputs: Tensor;
  /** The samples with targets, if there are any. */
  readonly judged: Judged | undefined;
  readonly options: ScoreOptions;
}

/** @throws InputError when the data, the targets or the options are invalid */
export async function readSamples(
  io: Io,
  path: string,
  file: Pick<NetworkFile, "network" | "head">,
  {
    strategy,
    samples,
    probes,
    seed,
    targets: targetPath,
    loss,
    metric,
    memory,
    sums,
    ...data
  }: ScoringOptions,
): Promise<ScoringSamples> {
  if ((targetPath === undefined) !== (loss === undefined))
    throw new ValueError("--targets", "both --targets and --loss, or neither", "one of them");
  const { network } = file;
  const chosen = strategyOf("--strategy", strategy);
  const needsTargets = chosen.kind === "score" && chosen.needsTargets === true;
  if (needsTargets && targetPath === undefined)
    throw new ValueError("--targets", `--targets and --loss, which ${strategy} needs`, "none");
  const inputs = await readInputs(io, path, network, data);
  const targets =
    targetPath === undefined || loss === undefined
      ? undefined
      : await readTargets(io, targetPath, loss, data);
  return {
    inputs,
    judged:
      targetPath === undefined || targets === undefined || loss === undefined
        ? undefined
        : // The inputs have been checked, so an error is about the targets.
          {
            inputs,
            targets,
            loss,
            before: about(targetPath, () => evaluate(network, { inputs, targets }, loss)),
          },
    options: {
      strategy,
      samples,
      probes,
      random: seededRandom(seed),
      targets,
      loss,
      memory,
      sums,
      metric: metric ?? metricOfFile(file),
    },
  };
}

/** A list of class numbers, or rows of numbers. */
async function readTargets(
  io: Io,
  path: string,
  loss: LossName,
  { first = Infinity, ...options }: DataOptions,
): Promise<Tensor> {
  const read = await readTensor(io, path, options);
  const [all = 0] = read.shape;
  const N = Math.min(all, first);
  const shape = loss === "softmax-cross-entropy" ? [N] : [N, sizeOf(read.shape) / Math.max(all, 1)];
  const some = read.shape.length === 0 ? read : rows(read, 0, N);
  return sizeOf(shape) === sizeOf(some.shape) ? reshape(some, shape) : some; // a wrong shape is refused with the inputs
}
