import { readFileSync, writeFileSync } from "node:fs";
import { networkFromJson } from "@espalier/formats/json";
import { finish, sizesOf } from "@espalier/prune";
import { useFastKernels } from "@espalier/tensor";
import { cases } from "../cases/index.ts";
import type { Recipe } from "../cases/recipe.ts";
import { counted, sweepsOf } from "@espalier/speed/counting";
import { secondsSince } from "./context.ts";
import type { Costs } from "./costs.ts";
import { scoresOf } from "./steps.ts";

// A process of its own, which scores a network once and writes what that took.

/** Its only argument, as JSON. */
export interface AloneRequest {
  readonly recipe: Recipe;
  readonly strategy: string;
  /** The trained network. */
  readonly network: string;
  /** The folder of the data. */
  readonly data: string;
}

const [request] = process.argv.slice(2).map((text) => JSON.parse(text) as AloneRequest); // from `scoreAlone`
const { recipe } = request;
await useFastKernels();
const data = await cases[recipe.case].load({
  recipe,
  folder: request.data,
  signal: new AbortController().signal,
  onProgress: () => {},
  onNotice: () => {},
});
const network = networkFromJson(readFileSync(request.network, "utf8"), recipe.precision);

globalThis.gc?.(); // what loading has left is not the strategy's
const before = startOfPeak();
const start = performance.now();
const work = scoresOf({ recipe, data }, 0, network, request.strategy);
const [, counts] = counted(() => finish(work)); // which adds to each product a few sums of whole numbers
const scores = secondsSince(start);
const costs: Costs = {
  scores,
  ...sweepsOf(counts, sizesOf(network), data.train.inputs.shape[0]),
  multiplyAdds: counts.multiplyAdds,
  ...(before === undefined ? {} : { peakBytes: Math.max(0, peak() - before) }),
};
process.stdout.write(JSON.stringify(costs));

/** The resident bytes of now, from which on the peak counts; undefined where the system knows no such peak. */
function startOfPeak(): number | undefined {
  try {
    writeFileSync("/proc/self/clear_refs", "5"); // proc(5): resets the peak resident set
    return peak();
  } catch {
    return undefined;
  }
}

/** The largest resident set since then, in bytes. */
function peak(): number {
  const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return 1024 * Number(kilobytes);
}
