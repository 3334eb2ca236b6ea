import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { networkFromJson, networkToJson } from "@espalier/formats/json";
import type { Network } from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import type { Earlier } from "../experiment/plan.ts";
import { writeAtomically } from "../files.ts";
import { parseResults } from "../results.ts";
import type { Settings } from "../results.ts";

/** Where a run keeps its results unless told otherwise: the same settings, the same folder. */
export function defaultFolder(settings: Settings): string {
  const digest = createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 8);
  return join("runs", `${settings.case}-${settings.network.join("-")}-${digest}`);
}

/**
 * What an earlier run of these settings has left in a folder; undefined where there was none.
 *
 * @throws ValueError when the folder holds results of other settings
 * @throws FormatError when what it holds cannot be read
 */
export async function readEarlier(folder: string, settings: Settings): Promise<Earlier | undefined> {
  const text = await readIfThere(join(folder, "results.json"));
  if (text === undefined) return undefined;
  const results = parseResults(text);
  if (!isDeepStrictEqual(results.settings, settings))
    throw new ValueError("--out", "a folder without results of other settings, or --fresh", folder);
  const baselines = new Map<number, Network>();
  for (let seed = 0; seed < settings.seeds; seed++) {
    const network = await readIfThere(networkPath(folder, seed));
    if (network !== undefined) baselines.set(seed, networkFromJson(network, settings.precision));
  }
  return { results, baselines };
}

/** Keeps the trained network of a seed. */
export const writeBaseline = (folder: string, seed: number, network: Network): Promise<void> =>
  writeAtomically(networkPath(folder, seed), JSON.stringify(networkToJson(network)));

const networkPath = (folder: string, seed: number): string => join(folder, "networks", `seed-${seed}.json`);

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
