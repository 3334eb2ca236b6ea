import { showNumber } from "../../../report/numbers.ts";
import { geometricMean } from "../paired.ts";
import { showShare } from "../shown.ts";
import { boutsOf, boutTable, showTally, tallyOf } from "./bouts.ts";
import type { Claim } from "./claim.ts";
import { verdictOf } from "./claim.ts";
import { isPde, linksTo } from "./where.ts";

/** Of all comparisons; more often is not occasionally. */
const OCCASIONALLY = 0.5;

/** Times; more is not slightly. */
const SLIGHTLY = 1.25;

/** Section 4.2, of figures 3 and 4. */
export const nonlinearSlightlyBetter: Claim = {
  id: "nonlinear-slightly-better",
  title: "Equation: the non-linear strategy is occasionally slightly better",
  says: "“… except for the non-linear strategy, which is occasionally slightly better.” (4.2)",
  criterion:
    `Holds: its mean loss is lower in fewer than ${100 * OCCASIONALLY} % of the comparisons, and where it is, the proposed method's is at most ${SLIGHTLY} times as high ` +
    "(geometric mean over those comparisons). Holds partly: one of the two.",
  judge({ experiments }) {
    const own = experiments.filter(isPde);
    const bouts = boutsOf(own, ["pruned", "fine-tuned"], ["nonlinear"]);
    if (bouts.length === 0) return undefined;
    const lost = bouts.filter(({ factor }) => factor.mean < 1);
    const share = lost.length / bouts.length;
    const excess = lost.length === 0 ? 1 : geometricMean(lost.map(({ factor }) => 1 / factor.mean));
    return {
      verdict: verdictOf([share < OCCASIONALLY, excess <= SLIGHTLY]),
      measured:
        `The non-linear strategy is lower in ${lost.length} of ${bouts.length} comparisons (${showShare(share)}); there the proposed method's loss is ${showNumber(excess)} times ` +
        `as high. Altogether the proposed method is ${showTally(tallyOf(bouts))}.`,
      tables: [boutTable(bouts)],
      figures: linksTo(own),
      remark:
        "Ours evaluates each weight on fewer samples than there are (see the settings), the proposed method on all.",
    };
  },
};
