import { cut } from "@espalier/prune";
import { precisionOf, roundToPrecision, withNetwork } from "@espalier/formats";
import { ValueError } from "@espalier/tensor";
import type { Command } from "commander";
import { aboutResult } from "../files/about.ts";
import { tellLosses } from "../files/losses.ts";
import { encode, inFormat, networkFormat, readNetwork, writtenFormat } from "../files/network.ts";
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
import { watched, withProgress } from "../show/progress.ts";
import { checkRemoteOptions } from "../remote.ts";
import type { RemoteSamples } from "../remote.ts";
import { checkStatisticsOptions, readStatistics } from "../files/statistics.ts";
import { pruneUnitsFile } from "./prune-units.ts";
import { withPruneOptions } from "./prune-options.ts";
import type { PruneOptions } from "./prune-options.ts";
import { readSamples } from "./scoring.ts";
import { changes, counts, lossOf } from "./pruned-report.ts";
import { ofWeights, solveOptionsOf, workOf } from "./prune-work.ts";
import type { PrunedInStages } from "./prune-work.ts";
import { askedStrategy, isUnit } from "./units.ts";

/** Adds `espalier prune` to a command, with its options. */
export const prune = (command: Command, io: Io): Command => pruneBy(command, io, undefined);

/**
 * Adds a command such as `espalier prune`, whose samples other processes may read.
 *
 * @param remote reads the samples in place of this process
 */
export const pruneBy = (command: Command, io: Io, remote: RemoteSamples | undefined): Command =>
  withPruneOptions(command).action((network: string, data: string | undefined, options: PruneOptions) => {
    const { granularity, ...others } = options;
    if (!isUnit(granularity)) return pruneFile(io, remote, network, data, withFixedRatio(options));
    if (remote === undefined)
      return pruneUnitsFile(io, network, data, askedStrategy(command, options), { ...others, granularity });
    throw new ValueError(
      "--granularity",
      "weights, or groups of them, where others read the samples",
      granularity,
    );
  });

/** n:m has only one ratio, which need not be given. */
function withFixedRatio(options: PruneOptions): PruneOptions {
  const [, n, m] = /^(\d+):(\d+)$/.exec(options.granularity ?? "") ?? [];
  const isOpen = options.ratio === undefined && options.budget === undefined;
  return m !== undefined && isOpen && Number(m) > 0
    ? { ...options, ratio: Math.max(0, 1 - Number(n) / Number(m)) }
    : options;
}

async function pruneFile(
  io: Io,
  others: RemoteSamples | undefined,
  networkPath: string,
  dataPath: string | undefined,
  options: PruneOptions,
): Promise<void> {
  const { ratio, budget, force = false } = options;
  if (dataPath === undefined && options.statistics === undefined)
    throw new ValueError("prune", "samples, or --statistics", "neither");
  const remote = options.statistics === undefined && dataPath !== undefined ? others : undefined;
  const isSolved = remote?.isSolved(options.compensation) === true;
  if (remote !== undefined) checkRemoteOptions(options);
  if (options.statistics !== undefined || (remote !== undefined && !isSolved))
    checkStatisticsOptions(remote === undefined ? options : inSums(options), dataPath);
  const ofUnits = (["count", "per", "start"] as const).find((name) => options[name] !== undefined);
  if (ofUnits !== undefined)
    throw new ValueError("prune", `--granularity neuron or input, for --${ofUnits}`, "neither");
  if ((ratio === undefined) === (budget === undefined))
    throw new ValueError("prune", "--ratio or --budget", ratio === undefined ? "neither" : "both");
  const out = options.out ?? resultPath(networkPath, "pruned", networkFormat(networkPath, options).writtenAs);
  const mask = options.mask ?? pathBeside(out, "mask", ".npz");
  const reportPath = options.report ?? pathBeside(out, "report", ".json");
  const format = writtenFormat(out, options, networkFormat(networkPath, options));
  const maskFormat = mask === undefined ? undefined : chooseFormat(mask, maskFormats, "--mask", undefined);
  const pagePath = options.reportHtml;
  const besides = [mask, reportPath, pagePath].filter((path) => path !== undefined);
  const paths = [out, ...besides];
  const read = [dataPath, options.targets, options.statistics].filter((path) => path !== undefined);
  await checkResults(io, paths, force, read);
  await checkResults(io, besides, force, [networkPath]);

  const file = await readNetwork(io, networkPath, options);
  const target = inFormat(file, format);
  // Before the search, which would only find that no network within the budget can be written.
  if (budget !== undefined) aboutResult(out, () => roundToPrecision(target));
  const isRead = dataPath !== undefined && remote === undefined;
  const given = isRead ? await readSamples(io, dataPath, file, options) : undefined;
  const files = { network: networkPath, data: dataPath ?? "", options };
  const byStatistics =
    remote === undefined || isSolved
      ? options
      : { ...options, statistics: await withProgress(io, (run) => remote.statistics(files, run)) };
  const statistics = await readStatistics(io, file, byStatistics);
  const solved =
    remote !== undefined && isSolved
      ? await withProgress(io, (run) => remote.solve(files, solveOptionsOf(options), run))
      : undefined;
  const found: PrunedInStages =
    solved?.pruned ??
    (statistics === undefined
      ? await watched(workOf(target, given, options), io)
      : cut(file.network, statistics.scores, ratio ?? 0, { granularity: ofWeights(options) }));
  const { stages } = found;
  // We judge the network that the file will hold: its precision may be lower.
  const small = aboutResult(out, () => roundToPrecision(withNetwork(target, found.network)));
  const encoded = encode(out, format, small);
  const pruned = { ...found, network: small.network };
  const judged = given?.judged;
  const report: Report = {
    format: "espalier-report",
    version: 1,
    network: networkPath,
    ...(dataPath === undefined ? {} : { data: dataPath }),
    ...(byStatistics.statistics === undefined ? {} : { statistics: byStatistics.statistics }),
    samples: given?.inputs.shape[0] ?? statistics?.samples ?? solved?.samples ?? 0,
    strategy: options.strategy,
    seed: options.seed,
    ...(options.granularity === undefined ? {} : { granularity: options.granularity }),
    ...(options.compensation === undefined ? {} : { compensation: options.compensation }),
    metric: statistics?.metric ?? solved?.metric ?? given?.options.metric ?? "outputs",
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

  await tellLosses(io, out, { ...small, precision: precisionOf(file) }, format, encoded);
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

/** Options for statistics of others, who sum in the precision that is asked for. */
function inSums(options: PruneOptions): PruneOptions {
  const { sums: _, ...others } = options;
  return others;
}
