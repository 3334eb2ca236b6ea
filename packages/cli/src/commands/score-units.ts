import { pruning } from "@espalier/prune";
import type { UnitGranularity } from "@espalier/prune";
import { readNetwork } from "../files/network.ts";
import type { NetworkOptions } from "../files/network-options.ts";
import { nameOf, STANDARD } from "../files/paths.ts";
import { checkResults, writeResults } from "../files/write.ts";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import { drawUnits } from "../picture/units.ts";
import { nameOfUnits } from "../report/unit-scores.ts";
import type { LayerUnits } from "../report/unit-scores.ts";
import { showJson } from "../show/json.ts";
import { watched } from "../show/progress.ts";
import { table } from "../show/table.ts";
import { showCount, showNumber, showPercent } from "../show/words.ts";
import type { ScoringOptions } from "./scoring.ts";
import { readUnitSamples } from "./units.ts";

interface Options extends NetworkOptions, ScoringOptions {
  readonly by: UnitGranularity;
  readonly json?: true;
  readonly picture?: string;
  readonly force?: true;
}

/** @param strategy the one that was asked for, if any */
export async function scoreUnitsFile(
  io: Io,
  networkPath: string,
  dataPath: string,
  strategy: string | undefined,
  options: Options,
): Promise<void> {
  const { picture, force = false, by: granularity } = options;
  const read = [networkPath, dataPath, ...(options.targets === undefined ? [] : [options.targets])];
  if (picture !== undefined) await checkResults(io, [picture], force, read);
  const file = await readNetwork(io, networkPath, options);
  const { given, own } = await readUnitSamples(io, dataPath, file, options, strategy);
  // Nothing is removed, so the scores are those of the whole network.
  const work = pruning(file.network, given.inputs, { ...own, granularity, count: 0 });
  const { scores } = await watched(work, io);
  const isGraph = file.network.graph !== undefined;
  const placeOf = (k: number): Omit<LayerUnits, "importance"> =>
    isGraph ? { layer: undefined, readBy: k } : { layer: granularity === "input" ? undefined : k - 1 };
  const layers = scores.flatMap((importance, k): LayerUnits[] =>
    importance.length === 0 ? [] : [{ ...placeOf(k), importance: Array.from(importance) }],
  );
  if (picture !== undefined) await writeResults(io, [{ path: picture, content: drawUnits(layers) }], force);
  if (picture === STANDARD) return;
  const about = { network: networkPath, data: dataPath, samples: given.inputs.shape[0], seed: options.seed };
  const named = { by: granularity, strategy: strategy ?? "unit-affine" };
  await write(
    io.stdout,
    options.json
      ? showJson({ ...about, ...named, layers })
      : `importance of the ${granularity}s of ${nameOf(networkPath)} by ${named.strategy}, on ${showCount(about.samples)} samples of ${nameOf(dataPath)}\n\n${showUnits(layers)}`,
  );
}

const SHOWN = 10;

/** The units that go first, and those that matter most. */
function showUnits(layers: readonly LayerUnits[]): string {
  return layers
    .map((units) => {
      const { importance } = units;
      const order = [...importance.keys()].toSorted((a, b) => importance[b] - importance[a] || a - b);
      const total = importance.reduce((sum, each) => sum + each, 0);
      const name = nameOfUnits(units, false);
      const rows = order
        .slice(0, SHOWN)
        .map((j) => [
          String(j),
          showNumber(importance[j]),
          total > 0 && Number.isFinite(total) ? showPercent(importance[j] / total) : "–",
        ]);
      const rest = order.length > SHOWN ? `and ${showCount(order.length - SHOWN)} more\n` : "";
      return table([[name, "importance", "share"], ...rows]) + rest;
    })
    .join("\n");
}
