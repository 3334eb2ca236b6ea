import {
  compensationNames,
  cut,
  distil,
  efforts,
  pruning,
  pruningWithin,
  seededRandom,
  unitCompensationNames,
} from "@espalier/prune";
import { asWritten, roundToPrecision, withNetwork } from "@espalier/formats";
import type { NetworkFile } from "@espalier/formats";
import type {
  CompensationName,
  EffortName,
  GranularityName,
  Pruned,
  PrunedWithin,
  UnitGranularity,
  Work,
} from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import type { Command } from "commander";
import { aboutResult } from "../files/about.ts";
import { tellLosses } from "../files/losses.ts";
import {
  encode,
  networkFormat,
  readNetwork,
  withNetworkOptions,
  withOutOptions,
  writtenFormat,
} from "../files/network.ts";
import type { NetworkOptions, OutOptions } from "../files/network.ts";
import { beside, resultPath } from "../files/paths.ts";
import { STANDARD } from "../files/paths.ts";
import { checkResults, writeResults } from "../files/write.ts";
import type { Result } from "../files/write.ts";
import { chooseFormat } from "../formats/choose.ts";
import { maskFormats, maskTensors } from "../formats/masks.ts";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import { reportPage } from "../report/page.ts";
import { showReport } from "../report/show.ts";
import type { Report } from "../report/report.ts";
import { showJson } from "../show/json.ts";
import { watched } from "../show/progress.ts";
import { numberIn, oneOf, wholeFrom } from "../values.ts";
import { checkStatisticsOptions, readStatistics } from "../files/statistics.ts";
import type { StatisticsOptions } from "../files/statistics.ts";
import { pruneUnitsFile } from "./prune-units.ts";
import { readSamples, withScoringOptions } from "./scoring.ts";
import type { Given, ScoringOptions } from "./scoring.ts";
import { changes, counts, lossOf } from "./pruned-report.ts";
import { askedStrategy, isUnit } from "./units.ts";

interface Options extends StatisticsOptions, NetworkOptions, ScoringOptions, OutOptions {
  readonly ratio?: number;
  readonly budget?: number;
  readonly granularity?: GranularityName | UnitGranularity;
  readonly count?: number;
  readonly steps?: number;
  /** Of units too; the library refuses a name that is of the other kind. */
  readonly compensation?: CompensationName;
  readonly effort?: EffortName;
  readonly swaps?: number;
  readonly distil?: number;
  readonly keepBiases?: true;
  readonly mask?: string;
  readonly report?: string;
  readonly reportHtml?: string;
  readonly json?: true;
}

const examples = `
Examples:
  espalier prune model.onnx inputs.npy --ratio 0.8
  espalier prune model.onnx inputs.npy --ratio 0.95 --compensation network
  espalier prune model.onnx inputs.npy --budget 0.01 --steps 3 --out small.onnx
  espalier prune model.onnx inputs.npy --granularity neuron --count 16
  espalier prune model.onnx inputs.npy --granularity input --budget 0.01
  espalier prune model.onnx inputs.npy --granularity 2:4
  espalier prune model.onnx --statistics model.stats --ratio 0.8

A budget is the largest relative change of the outputs, √(E‖ΔNN‖² / E‖NN‖²), measured on the data. Bisection finds the number of weights: with
it the measured change is within the budget, with one more it is not.

With --compensation network, all kept weights, biases and slopes make up for the removed weights, in stages. It needs no labels either,
and takes longer: --effort says how long. A budget is then kept by stages.

With --granularity neuron or input the network that is written is smaller: whole neurons or inputs go, --count of them, or until --ratio of the weights is
gone, or as many as --budget allows. With n:m, such as 2:4, n of each m consecutive weights of a row stay; with 4x4, blocks of rows and columns go as a whole.`;

export const prune = (command: Command, io: Io): Command =>
  withOutOptions(
    withScoringOptions(
      withNetworkOptions(
        command
          .argument("<network>", "file of the network, or - for standard input")
          .argument(
            "[data]",
            "samples of typical inputs, one per row; labels are not needed, and with --statistics no samples either",
          )
          .option(
            "--statistics <file>",
            "score by the statistics of samples, which espalier statistics or merge wrote",
          )
          .option("--ratio <ρ>", "fraction of the weights to remove, in [0, 1]", numberIn("--ratio", 0, 1))
          .option(
            "--budget <change>",
            "largest relative change of the outputs, instead of --ratio",
            numberIn("--budget", 0),
          )
          .option(
            "--granularity <what>",
            "what is removed as a whole: weight, neuron, input, n:m such as 2:4, or rows x columns such as 4x4",
          )
          .option("--count <n>", "neurons or inputs to remove, instead of --ratio", wholeFrom("--count", 0))
          .option("--steps <k>", "remove in k steps and score again before each", wholeFrom("--steps", 1))
          .option(
            "--compensation <name>",
            `what makes up for a removed weight: ${compensationNames.join(", ")}; for a neuron or an input: ${unitCompensationNames.join(", ")} (default: the choice of the strategy)`,
            oneOf("--compensation", [...new Set([...compensationNames, ...unitCompensationNames])]),
          )
          .option(
            "--effort <name>",
            `how much a compensation by many parameters may cost: ${Object.keys(efforts).join(", ")}`,
            oneOf("--effort", Object.keys(efforts)),
          )
          .option("--swaps <n>", "rounds that swap removed weights for kept ones", wholeFrom("--swaps", 0))
          .option(
            "--distil <n>",
            "train the result for n epochs on the outputs of the network",
            wholeFrom("--distil", 1),
          )
          .option("--keep-biases", "leave all biases as they are")
          .option("--mask <file>", "path of the mask (default: model.pruned.mask.npz)")
          .option("--report <file>", "path of the report (default: model.pruned.report.json)")
          .option("--report-html <file>", "also write the report as a page with pictures")
          .option("--json", "print the report as one line of JSON"),
      ),
    ),
    "model.pruned.onnx for model.onnx",
  )
    .addHelpText("after", examples)
    .action((network: string, data: string | undefined, options: Options) => {
      const { granularity, ...others } = options;
      return isUnit(granularity)
        ? pruneUnitsFile(io, network, data, askedStrategy(command, options), { ...others, granularity })
        : pruneFile(io, network, data, withFixedRatio(options));
    });

/** n:m has only one ratio, which need not be given. */
function withFixedRatio(options: Options): Options {
  const [, n, m] = /^(\d+):(\d+)$/.exec(options.granularity ?? "") ?? [];
  const isOpen = options.ratio === undefined && options.budget === undefined;
  return m !== undefined && isOpen && Number(m) > 0
    ? { ...options, ratio: Math.max(0, 1 - Number(n) / Number(m)) }
    : options;
}

async function pruneFile(
  io: Io,
  networkPath: string,
  dataPath: string | undefined,
  options: Options,
): Promise<void> {
  const { ratio, budget, force = false } = options;
  if (dataPath === undefined && options.statistics === undefined)
    throw new ValueError("prune", "samples, or --statistics", "neither");
  if (options.statistics !== undefined) checkStatisticsOptions(options, dataPath);
  if (options.count !== undefined)
    throw new ValueError("prune", "--granularity neuron or input, for --count", "neither");
  if ((ratio === undefined) === (budget === undefined))
    throw new ValueError("prune", "--ratio or --budget", ratio === undefined ? "neither" : "both");
  const out = options.out ?? resultPath(networkPath, "pruned", networkFormat(networkPath, options).writtenAs);
  const mask = options.mask ?? pathBeside(out, "mask", ".npz");
  const reportPath = options.report ?? pathBeside(out, "report", ".json");
  const format = writtenFormat(out, options, networkFormat(networkPath, options));
  const maskFormat = mask === undefined ? undefined : chooseFormat(mask, maskFormats, "--mask", undefined);
  const pagePath = options.reportHtml;
  const others = [mask, reportPath, pagePath].filter((path) => path !== undefined);
  const paths = [out, ...others];
  const read = [dataPath, options.targets, options.statistics].filter((path) => path !== undefined);
  await checkResults(io, paths, force, read);
  await checkResults(io, others, force, [networkPath]);

  const file = await readNetwork(io, networkPath, options);
  const given = dataPath === undefined ? undefined : await readSamples(io, dataPath, file, options);
  const statistics = await readStatistics(io, file, options);
  const found: Pruned & Pick<PrunedWithin, "stages"> =
    statistics === undefined
      ? await watched(workOf(file, given, options), io)
      : cut(file.network, statistics.scores, ratio ?? 0, { granularity: ofWeights(options) });
  const { stages } = found;
  // We judge the network that the file will hold: its precision may be lower.
  const small = aboutResult(out, () => roundToPrecision(withNetwork(file, found.network)));
  const encoded = encode(out, format, small);
  const pruned = { ...found, network: small.network };
  const judged = given?.judged;
  const report: Report = {
    format: "espalier-report",
    version: 1,
    network: networkPath,
    ...(dataPath === undefined ? {} : { data: dataPath }),
    ...(options.statistics === undefined ? {} : { statistics: options.statistics }),
    samples: given?.inputs.shape[0] ?? statistics?.samples ?? 0,
    strategy: options.strategy,
    seed: options.seed,
    ...(options.granularity === undefined ? {} : { granularity: options.granularity }),
    ...(options.compensation === undefined ? {} : { compensation: options.compensation }),
    metric: statistics?.metric ?? given?.options.metric ?? "outputs",
    steps: stages?.length ?? options.steps ?? 1,
    ...(stages === undefined ? {} : { stages }),
    ...(options.distil === undefined ? {} : { distilled: options.distil }),
    ...(ratio === undefined ? {} : { ratio }),
    ...(budget === undefined ? {} : { budget }),
    ...(options.samples === undefined ? {} : { scoredBy: options.samples }),
    ...(options.probes === undefined ? {} : { probes: options.probes }),
    ...(statistics === undefined || given === undefined ? {} : { scoredBy: statistics.samples }),
    weights: pruned.weights,
    removed: pruned.removed,
    ...(given === undefined ? counts(pruned) : changes(file.network, pruned, given, statistics?.metric)),
    ...(judged === undefined ? {} : { loss: lossOf(pruned.network, judged) }),
  };

  await tellLosses(io, out, small, format, encoded);
  const results: Result[] = [...encoded];
  if (mask !== undefined && maskFormat !== undefined)
    results.unshift({ path: mask, content: maskFormat.write(maskTensors(file.network, pruned.masks)) });
  if (reportPath !== undefined) results.unshift({ path: reportPath, content: showJson(report, 2) });
  if (pagePath !== undefined) {
    const drawn = { before: file.network, after: pruned.network, inputs: given?.inputs };
    results.unshift({ path: pagePath, content: reportPage(report, drawn) });
  }
  await writeResults(io, results, force);
  const told = options.json ? showJson(report) : showReport(report, file.network, paths);
  await write(paths.includes(STANDARD) ? io.stderr : io.stdout, told);
}

const pathBeside = (out: string, word: string, ending: string): string | undefined =>
  out === STANDARD ? undefined : beside(out, word, ending);

/** The granularity of `prune` without whole units. */
const ofWeights = ({ granularity }: Options): GranularityName | undefined =>
  isUnit(granularity) ? undefined : granularity;

function* workOf(
  file: NetworkFile,
  given: Given | undefined,
  options: Options,
): Work<Pruned & Pick<PrunedWithin, "stages">> {
  const { network } = file;
  if (given === undefined) throw new ValueError("prune", "samples, or --statistics", "neither");
  const { inputs, options: scores } = given;
  const { ratio, budget, steps, compensation, effort, swaps, distil: epochs, keepBiases, seed } = options;
  const granularity = ofWeights(options);
  const all = {
    ...scores,
    steps,
    granularity,
    compensation,
    effort,
    swaps,
    ...(keepBiases === undefined ? {} : { frozen: ["bias"] as const }),
  };
  const pruned =
    budget === undefined
      ? yield* pruning(network, inputs, { ...all, ratio: ratio ?? 0 })
      : yield* pruningWithin(network, inputs, { ...all, budget, written: asWritten(file) });
  if (epochs === undefined) return pruned;
  const { metric } = scores;
  const training = { metric, epochs, masks: pruned.masks, random: seededRandom(seed) };
  return { ...pruned, network: yield* distil(pruned.network, network, inputs, training) };
}
