import { precisionOf, roundToPrecision, withNetwork } from "@espalier/formats";
import { evaluate, sizesOf, takeColumns } from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import { aboutResult } from "../files/about.ts";
import { tellLosses } from "../files/losses.ts";
import { encode, inFormat, networkFormat, readNetwork, writtenFormat } from "../files/network.ts";
import type { NetworkOptions, OutOptions } from "../files/network-options.ts";
import { beside, resultPath, STANDARD } from "../files/paths.ts";
import { checkResults, writeResults } from "../files/write.ts";
import type { Result } from "../files/write.ts";
import { chooseFormat } from "../formats/choose.ts";
import { maskFormats, maskTensors } from "../formats/masks.ts";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import { showUnitReport } from "../report/show-units.ts";
import type { UnitReport } from "../report/units.ts";
import { showJson } from "../show/json.ts";
import { watched } from "../show/progress.ts";
import type { ScoringOptions } from "./scoring.ts";
import { differenceOf, readUnitSamples } from "./units.ts";
import { removingUnits } from "./units-work.ts";
import type { UnitsWorkOptions } from "./units-work.ts";

/** The options of `prune` with whole neurons or inputs. */
export interface PruneUnitsFileOptions extends NetworkOptions, ScoringOptions, OutOptions, UnitsWorkOptions {
  readonly statistics?: string;
  readonly mask?: string;
  readonly report?: string;
  readonly json?: true;
}

/** @param strategy the one that was asked for, if any */
export async function pruneUnitsFile(
  io: Io,
  networkPath: string,
  dataPath: string | undefined,
  strategy: string | undefined,
  options: PruneUnitsFileOptions,
): Promise<void> {
  const { granularity, force = false } = options;
  if (dataPath === undefined)
    throw new ValueError("prune", `samples, to remove whole ${granularity}s`, "none");
  refuseOthers(options);
  const out = options.out ?? resultPath(networkPath, "pruned", networkFormat(networkPath, options).writtenAs);
  const mask = options.mask ?? pathBeside(out, "mask", ".npz");
  const reportPath = options.report ?? pathBeside(out, "report", ".json");
  const format = writtenFormat(out, options, networkFormat(networkPath, options));
  const maskFormat = mask === undefined ? undefined : chooseFormat(mask, maskFormats, "--mask", undefined);
  const others = [mask, reportPath].filter((path) => path !== undefined);
  const paths = [out, ...others];
  const read = [dataPath, options.targets].filter((path) => path !== undefined);
  await checkResults(io, paths, force, read);
  await checkResults(io, others, force, [networkPath]);

  const file = await readNetwork(io, networkPath, options);
  const target = inFormat(file, format);
  // Before the search, which would only find that no network within the budget can be written.
  if (options.budget !== undefined) aboutResult(out, () => roundToPrecision(target));
  const { given, own } = await readUnitSamples(io, dataPath, file, options, strategy);
  const found = await watched(removingUnits(target, given.inputs, own, options), io);
  const small = aboutResult(out, () => roundToPrecision(withNetwork(target, found.network)));
  const encoded = encode(out, format, small);
  const { relative, rootMeanSquare, largest, mean } = differenceOf(
    file.network,
    small.network,
    found,
    given.inputs,
    own.metric,
  );
  const { judged } = given;
  const report: UnitReport = {
    format: "espalier-units-report",
    version: 1,
    network: networkPath,
    data: dataPath,
    samples: given.inputs.shape[0],
    ...(options.samples === undefined ? {} : { scoredBy: options.samples }),
    granularity,
    ...(strategy === undefined ? {} : { strategy }),
    ...(options.per === undefined ? {} : { per: options.per }),
    ...(options.compensation === undefined ? {} : { compensation: options.compensation }),
    ...(options.start === undefined ? {} : { start: options.start }),
    ...(options.swaps === undefined ? {} : { swaps: options.swaps }),
    seed: options.seed,
    metric: own.metric ?? "outputs",
    steps: found.stages.length > 0 ? found.stages.length : (options.steps ?? 1),
    ...(found.stages.length > 0 ? { stages: found.stages } : {}),
    ...(options.distil === undefined ? {} : { distilled: options.distil }),
    ...(options.ratio === undefined ? {} : { ratio: options.ratio }),
    ...(options.count === undefined ? {} : { count: options.count }),
    ...(options.budget === undefined ? {} : { budget: options.budget }),
    units: found.units,
    weights: found.weights,
    removed: found.removed,
    ...(file.network.graph === undefined ? {} : { graph: true as const }),
    inputs: found.inputs,
    sizes: { before: sizesOf(file.network), after: sizesOf(small.network) },
    kept: found.kept,
    compensations: found.compensations.map((each) => each ?? null),
    measured: { relative, rootMeanSquare, largest: Array.from(largest.data), mean: Array.from(mean.data) },
    ...(judged === undefined
      ? {}
      : {
          loss: {
            name: judged.loss,
            before: judged.before,
            after: evaluate(
              small.network,
              { inputs: takeColumns(judged.inputs, found.inputs), targets: judged.targets },
              judged.loss,
            ),
          },
        }),
  };
  await tellLosses(io, out, { ...small, precision: precisionOf(file) }, format, encoded);
  const results: Result[] = [...encoded];
  if (mask !== undefined && maskFormat !== undefined)
    results.unshift({ path: mask, content: maskFormat.write(maskTensors(file.network, found.masks)) });
  if (reportPath !== undefined) results.unshift({ path: reportPath, content: showJson(report, 2) });
  await writeResults(io, results, force);
  const told = options.json ? showJson(report) : showUnitReport(report, paths);
  await write(paths.includes(STANDARD) ? io.stderr : io.stdout, told);
}

/** What means nothing for whole units. */
function refuseOthers({
  granularity,
  ratio,
  count,
  budget,
  statistics,
  distil: epochs,
}: PruneUnitsFileOptions): void {
  const goals = Object.entries({ "--ratio": ratio, "--count": count, "--budget": budget })
    .filter(([, goal]) => goal !== undefined)
    .map(([name]) => name);
  if (goals.length !== 1)
    throw new ValueError(
      "prune",
      `one of --ratio, --count and --budget, with --granularity ${granularity}`,
      goals.join(" and ") || "none",
    );
  if (statistics !== undefined)
    throw new ValueError("prune", "samples, to remove whole units", "--statistics");
  if (epochs !== undefined && granularity === "input")
    throw new ValueError("prune", "--distil with the same inputs as before", "--granularity input");
}

const pathBeside = (out: string, word: string, ending: string): string | undefined =>
  out === STANDARD ? undefined : beside(out, word, ending);
