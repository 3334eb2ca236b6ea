import type { Pace } from "../race.ts";
import type { ScoresTask, Tasks, WorkName } from "../tasks.ts";

/** Something to do, in several sizes. One work is measured in one set of processes. */
export interface Work {
  /** As in `--only`. */
  readonly name: string;
  readonly title: string;
  /** The operations that are counted, and those that are not. */
  readonly counted: string;
  readonly cases: readonly Case[];
  /** Who takes part, by id. */
  readonly contenders: readonly string[];
  readonly pace?: Partial<Pace>;
}

export interface Case {
  readonly name: string;
  readonly work: WorkName;
  readonly task: Tasks[WorkName];
  /** Of the whole case, where its speed is of interest. */
  readonly flop?: number;
  readonly bytes?: number;
}

/** `784-32-32-10` */
export const nameOf = ({ sizes }: ScoresTask): string => sizes.join("-");
export const thousands = (n: number): string => n.toLocaleString("en-US");
