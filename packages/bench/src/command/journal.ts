import { join } from "node:path";
import type { Network } from "@espalier/prune";
import type { Earlier } from "../experiment/plan.ts";
import { writeAtomically } from "../files.ts";
import { stringifyResults } from "../results.ts";
import type { Environment, Results, Row, Settings } from "../results.ts";
import { peakMemoryBytes } from "./environment.ts";
import { writeBaseline } from "./folder.ts";

/** The results of a run so far, in memory and on disk. */
export interface Journal {
  readonly add: (row: Row) => void;
  readonly addBaseline: (seed: number, network: Network) => void;
  /** Everything so far; time and memory are those of now. */
  readonly results: () => Results;
  /** Once everything added is on disk. @throws what went wrong in writing it */
  readonly written: () => Promise<void>;
}

export interface JournalOptions {
  readonly folder: string;
  readonly settings: Settings;
  readonly environment: Environment;
  readonly earlier?: Earlier | undefined;
  /** Since the start of this run. */
  readonly seconds: () => number;
}

/**
 * Keeps every row as soon as it is measured, so that a run may be stopped at any moment. Rows are kept in the order of
 * seed, strategy, ratio and stage, whichever worker was first; one that is measured again replaces the old one.
 */
export function createJournal({ folder, settings, environment, earlier, seconds }: JournalOptions): Journal {
  const rows = new Map(earlier?.results.rows.map((row) => [keyOf(row, settings), row]));
  const before = earlier?.results.environment;
  const results = (): Results => ({
    format: "espalier-results",
    version: 1,
    settings,
    environment: {
      ...environment,
      date: before?.date ?? environment.date,
      peakMemoryBytes: Math.max(before?.peakMemoryBytes ?? 0, peakMemoryBytes()),
      wallSeconds: (before?.wallSeconds ?? 0) + seconds(),
    },
    rows: [...rows].toSorted(([a], [b]) => compare(a, b)).map(([, row]) => row),
  });

  // One write after the other, and of the rows that have come meanwhile a single one.
  let writing: Promise<void> = Promise.resolve();
  let isQueued = false;
  const enqueue = (write: () => Promise<void>): void => {
    writing = writing.then(write);
    writing.catch(() => {}); // `written` reports it
  };
  return {
    add(row) {
      rows.set(keyOf(row, settings), row);
      if (isQueued) return;
      isQueued = true;
      enqueue(() => {
        isQueued = false;
        return writeAtomically(join(folder, "results.json"), stringifyResults(results()));
      });
    },
    addBaseline: (seed, network) => enqueue(() => writeBaseline(folder, seed, network)),
    results,
    written: () => writing,
  };
}

const stages: readonly Row["stage"][] = ["baseline", "pruned", "fine-tuned"];

/** Where a row stands, as text that sorts. */
const keyOf = ({ seed, strategy, ratio, stage }: Row, { strategies }: Settings): string =>
  JSON.stringify([
    pad(seed),
    pad(strategies.indexOf(strategy) + 1),
    ratio.toFixed(17),
    stages.indexOf(stage),
  ]);

const pad = (value: number): string => String(value).padStart(12, "0");

const compare = (a: string, b: string): number => (a < b ? -1 : 1);
