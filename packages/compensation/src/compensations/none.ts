import type { Compensation } from "./compensation.ts";

/** Nothing compensates for a removed weight. */
export const none: Compensation = { name: "none", scores: undefined, moves: [] };
