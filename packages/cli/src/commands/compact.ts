import { precisionOf, roundToPrecision, withNetwork } from "@espalier/formats";
import { inputWidth } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { compact as compacted } from "@espalier/prune/compact";
import type { Compacted } from "@espalier/prune/compact";
import type { Command } from "commander";
import { aboutResult } from "../files/about.ts";
import { encode, inFormat, networkFormat, readNetwork, showSizes, writtenFormat } from "../files/network.ts";
import { withNetworkOptions, withOutOptions } from "../files/network-options.ts";
import type { NetworkOptions, OutOptions } from "../files/network-options.ts";
import { resultPath } from "../files/paths.ts";
import { nameOf, STANDARD } from "../files/paths.ts";
import { tellLosses } from "../files/losses.ts";
import { checkResults, writeResults } from "../files/write.ts";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import { showJson } from "../show/json.ts";
import { showLayer } from "../show/layer.ts";
import { ranges } from "../show/ranges.ts";
import { table } from "../show/table.ts";
import { showBytes, showCount } from "../show/words.ts";

interface Options extends NetworkOptions, OutOptions {
  readonly dropInputs?: true;
  readonly json?: true;
}

const examples = `
Examples:
  espalier compact model.pruned.onnx
  espalier compact model.pruned.onnx --drop-inputs --out small.onnx

The smaller network computes the same function. Check it with \`espalier verify\`.`;

export const compact = (command: Command, io: Io): Command =>
  withOutOptions(
    withNetworkOptions(
      command
        .argument("<network>", "file of the network, or - for standard input")
        .option("--drop-inputs", "remove unused inputs too, and list the inputs that are left")
        .option("--json", "print one line of JSON"),
    ),
    "model.compact.onnx for model.onnx",
  )
    .addHelpText("after", examples)
    .action((network: string, options: Options) => compactFile(io, network, options));

async function compactFile(io: Io, path: string, options: Options): Promise<void> {
  const { force = false, dropInputs = false } = options;
  const out = options.out ?? resultPath(path, "compact", networkFormat(path, options).writtenAs);
  const format = writtenFormat(out, options, networkFormat(path, options));
  await checkResults(io, [out], force);
  const file = await readNetwork(io, path, options);
  const result = compacted(file.network, { dropInputs });
  const small = aboutResult(out, () => roundToPrecision(withNetwork(inFormat(file, format), result.network)));
  const encoded = encode(out, format, small);
  await tellLosses(io, out, { ...small, precision: precisionOf(file) }, format, encoded);
  await writeResults(io, encoded, force);
  const { layers, inputs, isExact } = result;
  const told = options.json
    ? showJson({ network: path, layers, isExact, ...(dropInputs ? { inputs } : {}) })
    : text(path, file.network, result) +
      (dropInputs ? inputLines(file.network, inputs) : "") +
      `written: ${out}\n`;
  await write(out === STANDARD ? io.stderr : io.stdout, told);
}

function text(path: string, before: Network, { network, layers, isExact }: Compacted): string {
  const names = ["neurons", "weights", "bytes"] as const;
  const rows = layers.map((layer, k) => [
    showLayer(k, before.layers[k]),
    ...names.flatMap((name) => {
      const show = name === "bytes" ? showBytes : showCount;
      return [show(layer[name].before), show(layer[name].after)];
    }),
  ]);
  return [
    `${nameOf(path)}: ${showSizes(before)} becomes ${showSizes(network)}\n\n`,
    table([["layer", ...names.flatMap((name) => [name, "after"])], ...rows]),
    isExact
      ? "\nthe outputs have the same bits\n"
      : "\nthe outputs differ by rounding: some sums are computed in another order\n",
  ].join("");
}

/** Lists inputs in ranges such as 12-15. */
function inputLines(before: Network, inputs: readonly number[]): string {
  const all = inputWidth(before);
  return `it takes ${showCount(inputs.length)} of ${showCount(all)} inputs, counted from 0: ${ranges(inputs)}\n`;
}
