import type { Outcome, ThreadInput } from "@espalier/cluster";
import { cases } from "../../cases/index.ts";
import { dataFolder } from "../../cases/folders.ts";
import { computeUnits } from "./units.ts";

// What runs in a thread of `npm run reproduce -- worker`.

/** What a worker is started with. */
export interface WorkerSettings {
  /** As `--data`. */
  readonly data: string;
}

export default async function compute(input: ThreadInput): Promise<Outcome> {
  const { data } = input.given as WorkerSettings; // of `reproduce worker`
  return computeUnits(input, async (recipe) =>
    cases[recipe.case].load({
      recipe,
      folder: await dataFolder(data, recipe.case),
      signal: new AbortController().signal,
      onProgress: () => {},
      onNotice: () => {},
    }),
  );
}
