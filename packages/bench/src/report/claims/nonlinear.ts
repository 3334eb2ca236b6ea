import type { Findings } from "../findings.ts";
import { showNumber, showShare } from "@espalier/pages/numbers";
import { geometricMean } from "@espalier/pages/statistics";
import { headings, stages, when } from "../words.ts";
import { comparisonsOf, comparisonTable, linksTo, showTally, tallyOf, verdictOf } from "./comparisons.ts";
import type { Claim, Comparison } from "./comparisons.ts";

/** Of all comparisons; more often is not occasionally. */
const OCCASIONALLY = 0.5;

/** Times; more is not slightly. */
const SLIGHTLY = 1.25;

/** Section 4.2, of figures 3 and 4. */
export const nonlinearSlightlyBetter: Claim = {
  title: "Equation: the non-linear strategy is occasionally slightly better",
  says: "“… except for the non-linear strategy, which is occasionally slightly better.” (4.2)",
  criterion:
    `Holds: right after pruning and after fine-tuning, its mean loss is lower in fewer than ${100 * OCCASIONALLY} % of the comparisons, and where it is, the proposed method's is at most ${SLIGHTLY} times as high ` +
    "(geometric mean over those comparisons). Holds partly: some of this.",
  judge({ experiments, variations }) {
    const own = experiments.filter((measured) => measured.case === "pde");
    const comparisons = comparisonsOf(own, stages, ["nonlinear"]);
    if (comparisons.length === 0) return undefined;
    const parts = stages.flatMap((stage) => {
      const part = comparisons.filter((comparison) => comparison.stage === stage);
      return part.length === 0 ? [] : [{ stage, ...lostOf(part) }];
    });
    return {
      verdict: verdictOf(parts.flatMap(criteriaOf)),
      formerly: verdictOf(criteriaOf(lostOf(comparisons))),
      measured:
        parts
          .map(
            ({ stage, lost, all, excess }) =>
              `${when[stage]} the non-linear strategy is lower in ${lost} of ${all} comparisons (${showShare(lost / all)}); there the proposed method's loss is ${showNumber(excess)} times as high. `,
          )
          .join("") + `Altogether the proposed method is ${showTally(tallyOf(comparisons))}.`,
      tables: [comparisonTable(comparisons)],
      figures: linksTo(own, headings.comparison),
      remark: remarkOn(variations),
    };
  },
};

/** How often the proposed method is the higher one, and how much higher it is there. */
function lostOf(comparisons: readonly Comparison[]) {
  const lost = comparisons.filter(({ factor }) => factor.mean < 1);
  const excess = lost.length === 0 ? 1 : geometricMean(lost.map(({ factor }) => 1 / factor.mean));
  return { lost: lost.length, all: comparisons.length, excess };
}

const criteriaOf = ({ lost, all, excess }: ReturnType<typeof lostOf>): boolean[] => [
  lost / all < OCCASIONALLY,
  excess <= SLIGHTLY,
];

/** Fewer samples are our choice, so that with all of them is told too, where it has been measured. */
function remarkOn(variations: Findings["variations"]): string {
  const more = variations.flatMap(({ measured, of, change }) => {
    const { lost, all } = lostOf(comparisonsOf([measured], stages, ["nonlinear"]));
    return all === 0
      ? []
      : [` On ${of.label}, with ${change}, it is lower in ${lost} of ${all} comparisons.`];
  });
  return (
    "Ours evaluates each weight on fewer samples than there are (see the settings), the proposed method on all." +
    more.join("")
  );
}
