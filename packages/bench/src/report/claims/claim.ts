import type { Table } from "../document.ts";
import type { Findings } from "../findings.ts";

/** Something that the paper says, and how our measurements bear on it. */
export interface Claim {
  /** In a few words. */
  readonly title: string;
  /** In the paper's words, and where. */
  readonly says: string;
  /** What has to be measured for each of the verdicts. */
  readonly criterion: string;
  /** Undefined where nothing that bears on it has been measured. */
  readonly judge: (findings: Findings) => Judgement | undefined;
}

export type Verdict = "holds" | "holds partly" | "does not hold";

export interface Judgement {
  readonly verdict: Verdict;
  /** By the criterion that stood before any data were seen, where that is another one. */
  readonly formerly?: Verdict;
  /** In a sentence or two, with the numbers that decide. */
  readonly measured: string;
  /** The numbers behind it, where a sentence is too short. */
  readonly tables: readonly Table[];
  /** Links to figures, in Markdown. */
  readonly figures: readonly string[];
  /** What of it depends on our choices. */
  readonly remark?: string;
}

/** Of several, each for a part of the data. */
export function together(verdicts: readonly Verdict[]): Verdict {
  const [first] = verdicts;
  return verdicts.every((verdict) => verdict === first) ? first : "holds partly";
}

/** `holds` if all, `does not hold` if none, else `holds partly`. */
export const verdictOf = (parts: readonly boolean[]): Verdict =>
  parts.every(Boolean) ? "holds" : parts.some(Boolean) ? "holds partly" : "does not hold";
