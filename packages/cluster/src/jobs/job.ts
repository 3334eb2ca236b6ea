/** A job, as plain data: what it is of, by paths, names in the store and ranges of samples. It holds no samples, networks or statistics. */
export interface Job {
  /** The kind of work, such as `map`. */
  readonly kind: string;
  /** The name of its result in the store. */
  readonly result: string;
}

/** A job that is left to do, and those that have to be done before. */
export interface LeftJob {
  /** The job. */
  readonly job: Job;
  /** Those whose results it needs. */
  readonly before: readonly LeftJob[];
}

/** What a thread says of a job. An input that is refused is not an error there, as errors lose their class between threads. */
export type Outcome = Done | Refused;

/** An input that is not valid: no further attempt can mend it. */
export interface Refused {
  /** The message of its error. */
  readonly refused: string;
}

/** What a job did. */
export interface Done {
  /** Whether the result was there before. */
  readonly wasThere: boolean;
  /** The time that it took. */
  readonly seconds: number;
  /** The size of its result. */
  readonly bytes: number;
}
