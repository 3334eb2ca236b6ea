import type { Presence } from "./contender.ts";
import type { Rounds } from "./race/statistics.ts";

/** What a run has measured. Plain data, from which the page is made. */
export interface Results {
  readonly format: "espalier-performance";
  readonly version: 1;
  readonly date: string;
  readonly machine: Machine;
  /** Where the samples come from. */
  readonly digits: string;
  readonly rounds: number;
  readonly contenders: readonly Found[];
  readonly works: readonly WorkResult[];
  readonly sizes: readonly Size[];
  readonly heap?: HeapPerStep;
  readonly stream?: Stream;
}

/** A contender that was asked for. */
export type Found = Presence & { readonly id: string; readonly name: string; readonly library?: string };

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** In GiB. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
}

export interface WorkResult {
  readonly name: string;
  readonly title: string;
  readonly counted: string;
  readonly cases: readonly CaseResult[];
}

export interface CaseResult {
  readonly name: string;
  readonly flop?: number;
  readonly bytes?: number;
  /** The smallest side of a matrix product. */
  readonly side?: number;
  readonly entries: readonly EntryResult[];
}

export interface EntryResult {
  readonly id: string;
  /** Of the whole case, round by round. */
  readonly seconds: Rounds;
  readonly share?: number;
  readonly figure?: number;
}

/** Of a bundle, minified, in bytes. */
export interface Size {
  readonly name: string;
  readonly minified: number;
  readonly gzip: number;
}

/** What a step of a training leaves to the garbage collector, and what is still there after it, in bytes. */
export interface HeapPerStep {
  readonly steps: number;
  readonly objects: number;
  readonly arrays: number;
  readonly kept: number;
}

export interface Stream {
  readonly samples: number;
  readonly sampleBytes: number;
  readonly peakBytes: number;
  readonly peakResidentBytes: number;
  readonly seconds: number;
}
