import type { Tasks, WorkName } from "./works/tasks.ts";

/** Somebody who can do some of the works. Lives in a process of its own; see contestant.ts. */
export interface Contender {
  /** The version, or why it is not to be had. */
  readonly available: () => Promise<Presence>;
  readonly prepare: { readonly [W in WorkName]?: (task: Tasks[W]) => Answer | Promise<Answer> };
}

/** undefined where that is beyond it. */
type Answer = Prepared | undefined;

export type Presence = { readonly version: string } | { readonly absent: string };

/** All that has to be done only once is done: data are read, functions compiled, memory taken. */
export interface Prepared {
  readonly run: () => void | Promise<void>;
  /** The part of the work that a run does; all of it unless told otherwise. */
  readonly share?: number;
  /** Gives memory back that no garbage collector sees. */
  readonly release?: () => void;
  /** A number that tells whether the right thing is computed: all who give one have the same, up to rounding. */
  readonly figure?: number;
}
