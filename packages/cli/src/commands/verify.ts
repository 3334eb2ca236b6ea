import { compareOutputs, mapParameters } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { astype, dtypeOf } from "@espalier/tensor";
import type { Command } from "commander";
import { readInputs, withDataOptions } from "../files/data.ts";
import type { DataOptions } from "../files/data.ts";
import { about } from "../files/about.ts";
import { readNetwork } from "../files/network.ts";
import { withNetworkOptions } from "../files/network-options.ts";
import type { NetworkOptions } from "../files/network-options.ts";
import { compareHeads, withOutputMap } from "../files/output-map.ts";
import { exitCodes, write } from "../io.ts";
import { showJson } from "../show/json.ts";
import { table } from "../show/table.ts";
import { showCount, showNumber } from "../show/words.ts";
import { numberIn } from "../values.ts";
import type { DefineCommand } from "./command.ts";

interface Options extends NetworkOptions, DataOptions {
  readonly tolerance?: number;
  readonly budget?: number;
  readonly json?: true;
}

const examples = `
Examples:
  espalier verify model.onnx model.pruned.onnx inputs.npy --budget 0.05
  espalier verify model.onnx model.safetensors inputs.npy

Without --tolerance and --budget the outputs must be equal.`;

export const verify: DefineCommand = (command, io, end): Command =>
  withDataOptions(withNetworkOptions(command))
    .argument("<a>", "file of the first network")
    .argument("<b>", "file of the second network")
    .argument("<data>", "samples, one per row")
    .option("--tolerance <d>", "largest allowed difference of an output", numberIn("--tolerance", 0))
    .option(
      "--budget <change>",
      "largest allowed relative change, √(E‖b − a‖² / E‖a‖²)",
      numberIn("--budget", 0),
    )
    .option("--json", "print one line of JSON")
    .addHelpText("after", examples)
    .action(async (first: string, second: string, data: string, options: Options) => {
      const [fileA, fileB] = [await readNetwork(io, first, options), await readNetwork(io, second, options)];
      const told = compareHeads([first, second], fileA, fileB);
      const [a, b] = inOnePrecision([fileA, fileB].map(withOutputMap));
      const inputs = await readInputs(io, data, a, options);
      const { samples, relative, ...tensors } = about(second, () => compareOutputs(a, b, inputs));
      const [largest, mean] = [Array.from(tensors.largest.data), Array.from(tensors.mean.data)];
      // One by one: there may be more outputs than a call takes arguments.
      const most = largest.reduce((high, each) => Math.max(high, each), 0);
      const { budget, tolerance = budget === undefined ? 0 : Infinity } = options;
      // Written this way because NaN is within no tolerance.
      const passed = most <= tolerance && (budget === undefined || relative <= budget);
      if (told !== undefined) await write(io.stderr, `${told}\n`);
      if (!passed) end(exitCodes.verificationFailed);
      const found = { samples, relative, largest, mean };
      const allowed = {
        ...(budget === undefined ? {} : { budget }),
        ...(tolerance < Infinity ? { tolerance } : {}),
      };
      await write(
        io.stdout,
        options.json
          ? showJson({ a: first, b: second, data, passed, ...allowed, ...found })
          : text({ passed, most, ...found }, allowed),
      );
    });

/** Both unchanged, or both in double precision, which changes no parameter. */
function inOnePrecision(networks: readonly Network[]): readonly Network[] {
  const kinds = new Set(networks.map(({ layers }) => dtypeOf(layers[0].weight)));
  if (kinds.size === 1) return networks;
  return networks.map((network) => mapParameters(network, (parameter) => astype(parameter, "f64")));
}

interface Found {
  readonly passed: boolean;
  readonly most: number;
  readonly samples: number;
  readonly relative: number;
  readonly largest: readonly number[];
  readonly mean: readonly number[];
}

function text(
  { passed, most, samples, relative, largest, mean }: Found,
  { budget, tolerance }: Pick<Options, "budget" | "tolerance">,
): string {
  const limits = [
    ...(tolerance === undefined ? [] : [`difference ${showNumber(most)} of at most ${tolerance}`]),
    ...(budget === undefined ? [] : [`relative change ${showNumber(relative)} of at most ${budget}`]),
  ];
  return [
    `${passed ? "passed" : "failed"}: ${limits.join(", ")}, on ${showCount(samples)} samples\n\n`,
    table([
      ["output", "largest", "mean"],
      ...largest.map((d, m) => [String(m), showNumber(d), showNumber(mean[m])]),
    ]),
    `\nrelative change √(E‖b − a‖² / E‖a‖²): ${showNumber(relative)}\n`,
  ].join("");
}
