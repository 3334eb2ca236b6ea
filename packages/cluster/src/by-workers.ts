import { resolve } from "node:path";
import { compensationOf } from "@espalier/compensation/internal";
import { checkReads } from "@espalier/prune/internal";
import type { RemoteFiles, RemoteSamples } from "espalier";
import { isAddress } from "espalier/files";
import type { QueueOptions } from "./jobs/queue.ts";
import { runSolver } from "./solver/run.ts";
import type { GivenFiles } from "./statistics/files.ts";
import { runStatistics } from "./statistics/run.ts";
import type { RunOptions } from "./statistics/run.ts";

/** The options of every command. */
export interface Common extends QueueOptions {
  readonly folder: string;
}

/** How a run is split into jobs. */
export interface Split {
  readonly spans: number;
  readonly fanIn: number;
}

type Watch = Pick<RunOptions, "signal" | "onRun" | "onTrouble">;

/** A folder from the current one on, or an address. */
export const placeOf = (folder: string): string => (isAddress(folder) ? folder : resolve(folder));

/** The workers of a queue read the samples of `espalier prune`. */
export const byWorkers = (options: () => Common & Split, watch: Watch): RemoteSamples => {
  const own = (files: RemoteFiles): GivenFiles & Common & Watch => {
    const { redis, queue, folder } = options();
    return { ...givenFiles(files), redis, queue, folder: placeOf(folder), ...watch };
  };
  return {
    isSolved: (name) => (compensationOf("--compensation", name)?.moves.length ?? 0) > 0,
    async statistics(files, { onProgress }) {
      checkReads("espalier-cluster prune", files.options);
      const { spans, fanIn } = options();
      const stage = "statistics";
      return runStatistics({
        ...own(files),
        spans,
        fanIn,
        onProgress: (done, total) => onProgress?.({ stage, done, total }),
      });
    },
    solve: (files, prune, { onProgress }) =>
      runSolver({ ...own(files), prune, ...(onProgress === undefined ? {} : { onProgress }) }),
  };
};

/** The options of `espalier prune` that say how files are read. */
function givenFiles({ network, data, options }: RemoteFiles): GivenFiles {
  const { from, activations, order, output, metric, sums } = options;
  const { dataFrom, array, header, separator, decimalComma, divide, first } = options;
  return {
    network,
    data,
    metric,
    sums,
    networkOptions: given({ from, activations, order, output }),
    dataOptions: given({ dataFrom, array, header, separator, decimalComma, divide, first }),
  };
}

/** Without the entries that are undefined. */
const given = <T extends object>(all: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as never; // the same entries
