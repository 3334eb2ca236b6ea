import type { CaseResult, EntryResult } from "../results.ts";

/** A cell with nothing in it. */
export const ABSENT = "·";

/** What a contender did in a case. */
export const entryOf = ({ entries }: CaseResult, id: string): EntryResult | undefined =>
  entries.find((entry) => entry.id === id);
