import * as v from "valibot";
import { amount, count, date, finite, list, machine, oneOf, text, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";

// What runs have measured. Plain data, from which the pages are made.

const entry = v.strictObject({
  id: text,
  /** Of the whole case, round by round; null in a round that a contender sat out. */
  seconds: list(v.nullable(amount)),
  share: v.exactOptional(amount),
  figure: v.exactOptional(finite),
});
export type EntryResult = Read<typeof entry>;

const caseResult = v.strictObject({
  name: text,
  flop: v.exactOptional(amount),
  bytes: v.exactOptional(amount),
  /** The smallest side of a matrix product. */
  side: v.exactOptional(count),
  entries: list(entry),
});
export type CaseResult = Read<typeof caseResult>;

export const work = v.strictObject({ name: text, title: text, counted: text, cases: list(caseResult) });
export type WorkResult = Read<typeof work>;

const contender = v.strictObject({
  id: text,
  name: text,
  library: v.exactOptional(text),
  version: v.exactOptional(text),
  /** Why it is not there. */
  absent: v.exactOptional(text),
});

/** The bytes that a training step leaves to the garbage collector, and those that remain after it. */
const heap = v.strictObject({ steps: count, objects: finite, arrays: finite, kept: finite });
export type HeapPerStep = Read<typeof heap>;

/** Memory of scoring a long stream of samples. */
const stream = v.strictObject({
  samples: count,
  sampleBytes: whole,
  /** The highest of the main thread's heap and of arrays, above the level before. */
  peakBytes: finite,
  /** The highest resident set of the process, with all its threads, above the one before. */
  peakResidentBytes: finite,
  seconds: amount,
});
export type Stream = Read<typeof stream>;

export const performance = v.strictObject({
  format: oneOf("espalier-performance"),
  version: oneOf(1),
  date,
  machine,
  /** Where the samples come from. */
  digits: text,
  rounds: count,
  contenders: list(contender),
  works: list(work),
  /** Of bundles, minified, in bytes. */
  sizes: list(v.strictObject({ name: text, minified: count, gzip: count })),
  heap: v.exactOptional(heap),
  stream: v.exactOptional(stream),
});
export type Performance = Read<typeof performance>;
