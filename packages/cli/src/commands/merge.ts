import { mergeFiles, openStatistics } from "@espalier/formats/statistics";
import type { Command } from "commander";
import { openRanges } from "../files/ranges.ts";
import { STANDARD } from "../files/paths.ts";
import { checkResults, writeResults } from "../files/write.ts";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import { showSamples } from "./statistics.ts";

interface Options {
  readonly out: string;
  readonly gaps?: true;
  readonly force?: true;
}

const examples = `
Examples:
  espalier merge 1.stats 2.stats 3.stats --out all.stats
  espalier merge parts/*.stats --out all.stats

The files are read layer by layer, so they may be larger than the memory; packed ones, .gz, are unpacked in it. Their order does not
matter. The result has the same bytes as the statistics of all samples at once.`;

export const merge = (command: Command, io: Io): Command =>
  command
    .argument("<parts...>", "files that espalier statistics or espalier merge wrote")
    .requiredOption("-o, --out <file>", "path of the merged statistics, - for standard output")
    .option("--gaps", "allow that samples are missing between two parts")
    .option("--force", "replace an existing file")
    .addHelpText("after", examples)
    .action((parts: string[], options: Options) => mergeParts(io, parts, options));

async function mergeParts(io: Io, paths: readonly string[], options: Options): Promise<void> {
  const { out, gaps = false, force = false } = options;
  await checkResults(io, [out], force, paths);
  const files = await Promise.all(
    paths.map(async (path) => openStatistics(await openRanges(io.folder, path))),
  );
  const { header, pieces } = mergeFiles(files, { gaps });
  await writeResults(io, [{ path: out, content: pieces() }], force);
  await write(
    out === STANDARD ? io.stderr : io.stdout,
    `${paths.length} files merged to the statistics of ${showSamples(header.parts)}\nwritten: ${out === STANDARD ? "standard output" : out}\n`,
  );
}
