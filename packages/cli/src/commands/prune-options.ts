import { compensationNames, efforts, unitCompensationNames } from "@espalier/prune";
import type {
  CompensationName,
  EffortName,
  GranularityName,
  UnitCompensationName,
  UnitGranularity,
  UnitImportance,
} from "@espalier/prune";
import type { Command } from "commander";
import { withNetworkOptions, withOutOptions } from "../files/network-options.ts";
import type { NetworkOptions, OutOptions } from "../files/network-options.ts";
import type { StatisticsOptions } from "../files/statistics.ts";
import { listOf, numberIn, oneOf, wholeFrom } from "../values.ts";
import { withScoringOptions } from "./scoring.ts";
import type { ScoringOptions } from "./scoring.ts";

/** The options of `espalier prune`. */
export interface PruneOptions extends StatisticsOptions, NetworkOptions, ScoringOptions, OutOptions {
  readonly ratio?: number;
  readonly budget?: number;
  readonly granularity?: GranularityName | UnitGranularity;
  readonly count?: number;
  readonly steps?: number;
  /** Of units too; the library refuses a name that is of the other kind. */
  readonly compensation?: CompensationName;
  readonly effort?: EffortName;
  readonly swaps?: number;
  readonly per?: UnitImportance;
  readonly start?: UnitCompensationName;
  readonly distil?: number;
  readonly frozen?: readonly ("weight" | "bias" | "slope")[];
  readonly mask?: string;
  readonly report?: string;
  readonly reportHtml?: string;
  readonly json?: true;
}

const starts = unitCompensationNames.filter((name) => name !== "network");

/** The kinds of parameters that `--frozen` takes. */
const kinds = ["weight", "bias", "slope"] as const;

const examples = `
Examples:
  espalier prune model.onnx inputs.npy --ratio 0.8
  espalier prune model.onnx inputs.npy --ratio 0.95 --compensation network
  espalier prune model.onnx inputs.npy --budget 0.01 --steps 3 --out small.onnx
  espalier prune model.onnx inputs.npy --granularity neuron --count 16
  espalier prune model.onnx inputs.npy --granularity neuron --ratio 0.5 --per weight --distil 15
  espalier prune model.onnx inputs.npy --granularity input --budget 0.01
  espalier prune model.onnx inputs.npy --granularity 2:4
  espalier prune model.onnx --statistics model.stats --ratio 0.8

A budget is the largest relative change of the outputs, √(E‖ΔNN‖² / E‖NN‖²), measured on the data. Bisection finds the number of weights: with
it the measured change is within the budget, with one more it is not.

With --compensation network, all kept weights, biases and slopes compensate for the removed weights, in stages. It needs no labels either,
and takes longer: --effort says how long. A budget is then kept by stages.

With --granularity neuron or input the network that is written is smaller: whole neurons or inputs go, --count of them, or until --ratio of the weights is
gone, or as many as --budget allows. Where a ratio of the weights is the goal, --per weight takes neurons of many weights first. With n:m, such as 2:4, n of each m consecutive weights of a row stay; with 4x4, blocks of rows and columns go as a whole.`;

/** The arguments, the options and the help of `espalier prune`. */
export const withPruneOptions = (command: Command): Command =>
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
            `what compensates for a removed weight: ${compensationNames.join(", ")}; for a neuron or an input: ${unitCompensationNames.join(", ")} (default: the choice of the strategy)`,
            oneOf("--compensation", [...new Set([...compensationNames, ...unitCompensationNames])]),
          )
          .option(
            "--effort <name>",
            `how much a compensation by many parameters may cost: ${Object.keys(efforts).join(", ")}`,
            oneOf("--effort", Object.keys(efforts)),
          )
          .option(
            "--swaps <n>",
            "rounds that swap removed weights or neurons for kept ones, with --compensation network",
            wholeFrom("--swaps", 0),
          )
          .option(
            "--per <what>",
            "whether neurons or inputs are ranked by their importance per unit (default) or per weight that goes with them",
            oneOf("--per", ["unit", "weight"]),
          )
          .option(
            "--start <name>",
            `where the solver of --compensation network starts when neurons or inputs go: ${starts.join(", ")} (default: affine)`,
            oneOf("--start", starts),
          )
          .option(
            "--distil <n>",
            "train the result for n epochs on the outputs of the network",
            wholeFrom("--distil", 1),
          )
          .option(
            "--frozen <kinds>",
            `parameters that a compensation must not change, such as the biases of a network without biases: ${kinds.join(", ")}; several with commas`,
            listOf("--frozen", kinds),
          )
          .option("--mask <file>", "path of the mask (default: model.pruned.mask.npz)")
          .option("--report <file>", "path of the report (default: model.pruned.report.json)")
          .option("--report-html <file>", "also write the report as a page with pictures")
          .option("--json", "print the report as one line of JSON"),
      ),
    ),
    "model.pruned.onnx for model.onnx",
  ).addHelpText("after", examples);
