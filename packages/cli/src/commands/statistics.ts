import { spanOf, statisticsParts } from "@espalier/prune";
import type { StatisticsPart } from "@espalier/prune";
import { metricOfFile } from "@espalier/formats";
import { statisticsToBytes } from "@espalier/formats/statistics";
import { ValueError } from "@espalier/tensor";
import type { Command } from "commander";
import { aboutResult } from "../files/about.ts";
import { withDataOptions } from "../files/data.ts";
import type { DataOptions } from "../files/data.ts";
import { readNetwork } from "../files/network.ts";
import { formatNames, withReadingOptions } from "../files/network-options.ts";
import type { NetworkOptions } from "../files/network-options.ts";
import { originOf } from "../files/identity.ts";
import { openInputs } from "../files/inputs.ts";
import { nameOf, resultPath, STANDARD } from "../files/paths.ts";
import { chunkOf, rangeIn } from "../files/samples.ts";
import type { RangeOptions } from "../files/samples.ts";
import { checkResults, writeResults } from "../files/write.ts";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import { withProgress } from "../show/progress.ts";
import { showCount } from "../show/words.ts";
import { oneOf, wholeFrom } from "../values.ts";
import { withSumsOption } from "./sums.ts";
import type { SumsOption } from "./sums.ts";

interface Options extends Omit<NetworkOptions, "from">, DataOptions, RangeOptions, SumsOption {
  readonly networkFrom?: string;
  readonly offset?: number;
  readonly metric?: "outputs" | "softmax";
  readonly out?: string;
  readonly force?: true;
}

const examples = `
Examples:
  espalier statistics model.onnx inputs.npy
  espalier statistics model.onnx inputs.npy --from 0 --to 65536 --out first.stats
  espalier statistics model.onnx inputs.npy --part 3/8 --out 3.stats
  espalier merge 1.stats 2.stats 3.stats --out all.stats
  espalier prune model.onnx --statistics all.stats --ratio 0.8

Statistics are all that the scores need of the samples. Parts may be computed by several processes or machines, and are merged to the
same bytes as those of all samples at once. Rows of .npy and IDX files are read alone, from a file or an address (https://…).`;

export const statistics = (command: Command, io: Io): Command =>
  withSumsOption(
    withDataOptions(
      withReadingOptions(
        command
          .argument("<network>", "file of the network, or - for standard input")
          .argument("<data>", "samples of typical inputs, one per row; labels are not needed")
          .option(
            "--network-from <format>",
            `format of the network, if its name does not give it: ${formatNames.join(", ")}`,
            oneOf("--network-from", formatNames),
          )
          .option(
            "--from <n>",
            "the first sample of the part, a multiple of 1024 (default: 0)",
            wholeFrom("--from", 0),
          )
          .option(
            "--to <n>",
            "the end of the part, the sample behind its last one (default: all)",
            wholeFrom("--to", 1),
          )
          .option("--part <i/k>", "part i of k, instead of --from and --to")
          .option(
            "--offset <n>",
            "the number of the file's first sample, if its samples are a part of all",
            wholeFrom("--offset", 0),
          )
          .option(
            "--metric <name>",
            "what a change of the outputs costs: outputs, softmax (default: softmax if an output of the file ends in one)",
            oneOf("--metric", ["outputs", "softmax"]),
          )
          .option(
            "-o, --out <file>",
            "path of the statistics, - for standard output (default: model.stats for model.onnx)",
          )
          .option("--force", "replace an existing file"),
      ),
    ),
  )
    .addHelpText("after", examples)
    .action((network: string, data: string, options: Options) => statisticsFile(io, network, data, options));

async function statisticsFile(
  io: Io,
  networkPath: string,
  dataPath: string,
  options: Options,
): Promise<void> {
  const { force = false, offset = 0, networkFrom, from: _, ...others } = options;
  const { divide = 1 } = options;
  checkChunk("--offset", offset);
  const marked = [options.from, options.to, options.part].some((each) => each !== undefined);
  if (marked && options.out === undefined && networkPath !== STANDARD)
    throw new ValueError("statistics", "--out for a part", "none");
  const out = options.out ?? resultPath(networkPath, "stats", "");
  await checkResults(io, [out], force, [networkPath, dataPath]);
  const file = await readNetwork(
    io,
    networkPath,
    { ...others, ...(networkFrom === undefined ? {} : { from: networkFrom }) }, // --from is a sample here
    "--network-from",
  );
  const { network } = file;
  const inputs = await openInputs(io, dataPath, network, options);
  const { from, to } = rangeIn(options, inputs.samples, spanOf(network), nameOf(dataPath));
  const metric = options.metric ?? metricOfFile(file);
  const parts = await withProgress(io, (run) =>
    statisticsParts(network, inputs.batches(from, to), {
      ...run,
      onProgress: run.onProgress && ((step) => run.onProgress?.({ ...step, total: to - from })),
      from: offset + from,
      metric,
      sums: options.sums,
    }),
  );
  const computed = { ...originOf(network, { metric, divide }), parts };
  const content = aboutResult(out, () => statisticsToBytes(computed));
  await writeResults(io, [{ path: out, content }], force);
  await write(
    out === STANDARD ? io.stderr : io.stdout,
    `statistics of ${showSamples(parts)} of ${nameOf(dataPath)}\nwritten: ${out === STANDARD ? "standard output" : out}\n`,
  );
}

/** samples 0 to 65,535 */
export const showSamples = (parts: readonly Pick<StatisticsPart, "from" | "to">[]): string =>
  `samples ${showCount(parts[0].from)} to ${showCount(parts[parts.length - 1].to - 1)}`;

function checkChunk(option: string, value: number): void {
  if (value % chunkOf !== 0)
    throw new ValueError(option, `a multiple of ${chunkOf}, as samples are summed in chunks`, String(value));
}
