import { isPruning, proposed } from "../../experiments/strategies.ts";
import { table, anchorOf } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import type { Findings } from "../findings.ts";
import { isTelling, shownRatios } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { showShare } from "@espalier/pages/numbers";
import { factorOf } from "@espalier/pages/statistics";
import type { Estimate } from "@espalier/pages/statistics";
import { plural } from "../words.ts";
import type { LaterStage } from "../words.ts";

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

/** To a section on the page of each experiment. */
export const linksTo = (experiments: readonly Measured[], title: string): string[] =>
  experiments.map(({ name, label }) => `[${label}](${name}.md#${anchorOf(title)})`);

/** To a section on the page of studies. */
export const linkTo = (title: string, label: string): string => `[${label}](studies.md#${anchorOf(title)})`;

/** One rival beside the proposed method: at one ratio of one network, seed by seed. */
export interface Comparison {
  readonly measured: Measured;
  readonly stage: LaterStage;
  readonly rival: string;
  readonly ratio: number;
  /** The rival's test loss as a multiple of the proposed method's. */
  readonly factor: Estimate;
  /** One of the two is better than guessing; else the comparison says nothing. */
  readonly isTelling: boolean;
}

export function comparisonsOf(
  experiments: readonly Measured[],
  stages: readonly LaterStage[],
  rivals: readonly string[],
): Comparison[] {
  return experiments.flatMap((measured) =>
    stages.flatMap((stage) =>
      rivals
        .filter((rival) => stage === "fine-tuned" || isPruning(rival))
        .flatMap((rival) =>
          shownRatios(measured).flatMap((ratio) => {
            const [theirs, ours] = [rival, proposed].map((name) => measured.values(stage, name, ratio));
            const factor = factorOf(theirs, ours);
            if (factor.seeds < 2) return [];
            return [{ measured, stage, rival, ratio, factor, isTelling: isTelling(measured, theirs, ours) }];
          }),
        ),
    ),
  );
}

/** Losses that differ by no more than this factor look the same in a figure. */
export const ALIKE = 1.1;

/** How comparisons ended: of each rival by itself, and of all rivals of a cell, which is one network, stage and ratio. */
export function tallyOf(comparisons: readonly Comparison[]) {
  const count = (test: (factor: Estimate) => boolean): number =>
    comparisons.filter(({ factor }) => test(factor)).length;
  const cells = [
    ...Map.groupBy(
      comparisons,
      ({ measured, stage, ratio }) => `${measured.name} ${stage} ${ratio}`,
    ).values(),
  ];
  return {
    comparisons: comparisons.length,
    /** The proposed method had the lower mean. */
    won: count(({ mean }) => mean > 1),
    /** The interval lies on its side altogether. */
    clearlyWon: count(({ low }) => low > 1),
    /** The interval lies on the rival's side altogether. */
    clearlyLost: count(({ high }) => high < 1),
    cells: cells.length,
    /** Cells in which no rival's mean is lower by more than {@link ALIKE} times. */
    lowest: cells.filter((rivals) => rivals.every(({ factor }) => factor.mean * ALIKE >= 1)).length,
  };
}
export type Tally = ReturnType<typeof tallyOf>;

/** `lower in 93 of 100 comparisons, clearly in 80; clearly higher in 2` */
export const showTally = ({ comparisons, won, clearlyWon, clearlyLost }: Tally): string =>
  `lower in ${won} of ${plural(comparisons, "comparison")} (${showShare(won / comparisons)}), clearly so in ${clearlyWon}, and clearly higher in ${clearlyLost}`;

/** A row for each network and rival. */
export const comparisonTable = (comparisons: readonly Comparison[]): Table =>
  table(
    `How \`${proposed}\` does beside each: at how many ratios its loss is lower, and at which the interval leaves no doubt.`,
    ["network", "stage", "beside", "ratios", "lower at", "clearly lower at ρ =", "clearly higher at ρ ="],
    [
      ...Map.groupBy(
        comparisons,
        ({ measured, stage, rival }) => `${measured.name} ${stage} ${rival}`,
      ).values(),
    ].map((group) => {
      const [{ measured, stage, rival }] = group;
      const at = (test: (factor: Estimate) => boolean): string =>
        group.flatMap(({ factor, ratio }) => (test(factor) ? [ratio] : [])).join(", ") || "–";
      return [
        measured.label,
        stage,
        rival,
        String(group.length),
        String(tallyOf(group).won),
        at(({ low }) => low > 1),
        at(({ high }) => high < 1),
      ];
    }),
    3,
  );
