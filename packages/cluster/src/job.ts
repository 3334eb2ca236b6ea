import type { StatisticsOrigin } from "@espalier/formats/statistics";
import type { DataOptions, NetworkOptions } from "espalier/files";

/** A job, as plain data: paths and ranges of samples, and no numbers of networks, samples or statistics. */
export type Job = MapJob | MergeJob;

/** The statistics of some samples. */
export interface MapJob {
  readonly kind: "map";
  readonly network: string;
  readonly networkOptions: NetworkOptions;
  readonly data: string;
  readonly dataOptions: DataOptions;
  readonly metric: StatisticsOrigin["metric"];
  /** What the files have to be, as the run began. */
  readonly expected: { readonly network: string; readonly samples: number; readonly producer: string };
  readonly from: number;
  readonly to: number;
  /** The name of the result. */
  readonly result: string;
}

/** The statistics of all samples of some parts. */
export interface MergeJob {
  readonly kind: "merge";
  /** The names of the parts, in the order of their samples. */
  readonly parts: readonly string[];
  readonly producer: string;
  /** The samples of all parts together. */
  readonly from: number;
  readonly to: number;
  readonly result: string;
}

/** What a thread says of a job. An input that is refused is no error there, as errors lose their class between threads. */
export type Outcome = Done | { readonly refused: string };

/** What a job did. */
export interface Done {
  /** Whether the result was there before. */
  readonly wasThere: boolean;
  readonly seconds: number;
  readonly bytes: number;
}
