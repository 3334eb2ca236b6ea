import type { StatisticsOrigin } from "@espalier/formats/statistics";
import type { DType } from "@espalier/tensor";
import type { DataOptions, NetworkOptions } from "espalier/files";
import type { Job } from "../jobs/job.ts";

/** The files of a run, as every worker reads them, and what they have to be. */
export interface RunFiles {
  readonly network: string;
  readonly networkOptions: NetworkOptions;
  readonly data: string;
  readonly dataOptions: DataOptions;
  /** What the files were when the run began. */
  readonly expected: {
    readonly network: string;
    readonly samples: number;
    /** Identifies the samples behind an address; undefined for a file, whose bytes do. */
    readonly state: string | undefined;
    readonly producer: string;
  };
}

/** The statistics of some samples. */
export interface MapJob extends RunFiles, Job {
  readonly kind: "map";
  readonly metric: StatisticsOrigin["metric"];
  readonly sums?: DType | undefined;
  readonly from: number;
  readonly to: number;
  /** Identifies these samples. */
  readonly content: string;
}

/** The statistics of all samples of some parts. */
export interface MergeJob extends Job {
  readonly kind: "merge";
  /** The names of the parts, in the order of their samples. */
  readonly parts: readonly string[];
  readonly producer: string;
  /** The samples of all parts together. */
  readonly from: number;
  readonly to: number;
}
