import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { networkFromJson, networkToJson } from "@espalier/formats/json";
import type { Network } from "@espalier/prune";
import { writeAtomically } from "espalier/files";
import type { Experiment } from "./experiment.ts";
import { keyOf } from "./unit.ts";

/** The trained networks, kept so that nothing has to be trained twice. */
export interface Networks {
  readonly pathOf: (experiment: Experiment, seed: number) => string;
  readonly has: (experiment: Experiment, seed: number) => Promise<boolean>;
  readonly read: (experiment: Experiment, seed: number) => Promise<Network>;
  readonly write: (experiment: Experiment, seed: number, network: Network) => Promise<void>;
}

export function networksIn(folder: string): Networks {
  const pathOf = (experiment: Experiment, seed: number): string =>
    join(folder, `${keyOf(experiment)}-seed-${seed}.json`);
  return {
    pathOf,
    has: (experiment, seed) =>
      access(pathOf(experiment, seed)).then(
        () => true,
        () => false,
      ),
    read: async (experiment, seed) =>
      networkFromJson(await readFile(pathOf(experiment, seed), "utf8"), experiment.recipe.precision),
    write: (experiment, seed, network) =>
      writeAtomically(pathOf(experiment, seed), JSON.stringify(networkToJson(network))),
  };
}
