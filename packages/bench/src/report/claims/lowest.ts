import { showShare } from "@espalier/pages/numbers";
import { headings, problems, stages, when } from "../words.ts";
import type { LaterStage } from "../words.ts";
import {
  ALIKE,
  comparisonsOf,
  comparisonTable,
  linksTo,
  showTally,
  tallyOf,
  together,
} from "./comparisons.ts";
import type { Claim, Comparison, Tally, Verdict } from "./comparisons.ts";

/** What "consistently" asks for. */
const CONSISTENT = 0.9;

/** How "consistently lowest" is judged, wherever a claim says so. */
export const ruleOfConsistency: string =
  `Consistently lowest: a cell is one network at one ratio, right after pruning or after fine-tuning. It holds if at ${100 * CONSISTENT} % of the cells or more no rival's mean loss is lower by more than a factor ` +
  `of ${ALIKE}, which is hardly seen in a figure; and if, rival by rival, the loss is lower in more than half of the comparisons, and clearly lower more often than clearly higher. It holds partly if the former is so at ` +
  "more than half of the cells. Of a claim about all data, MNIST and the equation are judged each for itself: it holds if it holds of both, and partly if of one or partly. Where both of two losses are no better than guessing, which is log 10 on MNIST, the lower one says nothing and is left out.";

/** The share of equal pairs of which chance would make one the clear loser: half of what the intervals leave out. */
const BY_CHANCE = 0.025;

/** The criterion before there were data: of all comparisons together, guesses included. */
function formerVerdict({ comparisons, won, clearlyWon, clearlyLost }: Tally): Verdict {
  if (won >= CONSISTENT * comparisons && clearlyLost <= BY_CHANCE * comparisons) return "holds";
  return won > comparisons / 2 && clearlyWon > clearlyLost ? "holds partly" : "does not hold";
}

function verdictOfTally({ cells, lowest, comparisons, won, clearlyWon, clearlyLost }: Tally): Verdict {
  if (won <= comparisons / 2 || clearlyWon <= clearlyLost || lowest <= cells / 2) return "does not hold";
  return lowest >= CONSISTENT * cells ? "holds" : "holds partly";
}

const showCells = ({ cells, lowest }: Tally): string =>
  `lowest, or within ${ALIKE} times the lowest, at ${lowest} of ${cells} cells (${showShare(lowest / cells)})`;

/** `: 20 of 20 right after pruning, 15 of 20 after fine-tuning`, where there are both. */
function byStage(comparisons: readonly Comparison[]): string {
  const parts = stages.flatMap((stage) => {
    const { cells, lowest } = tallyOf(comparisons.filter((comparison) => comparison.stage === stage));
    return cells === 0 ? [] : [`${lowest} of ${cells} ${when[stage].toLowerCase()}`];
  });
  return parts.length < 2 ? "" : `: ${parts.join(", ")}`;
}

/** A claim that the proposed method has the lower loss than some rivals, wherever they are compared. */
const consistently = ({
  of,
  at = stages,
  rivals,
  ...claim
}: Omit<Claim, "judge"> & {
  /** All data by default. */
  readonly of?: "mnist" | "pde";
  /** Both by default. */
  readonly at?: readonly LaterStage[];
  readonly rivals: readonly string[];
}): Claim => ({
  ...claim,
  judge({ experiments, variations }) {
    const isOwn = (name: "mnist" | "pde"): boolean => of === undefined || of === name;
    const own = experiments.filter((measured) => isOwn(measured.case));
    const all = comparisonsOf(own, at, rivals);
    const comparisons = all.filter(({ isTelling }) => isTelling);
    if (comparisons.length === 0) return undefined;
    const byCase = [...Map.groupBy(comparisons, ({ measured }) => measured.case)];
    const elsewhere = variations.flatMap(({ measured, change }) => {
      const repeated = comparisonsOf([measured], at, rivals).filter(({ isTelling }) => isTelling);
      return repeated.length === 0 || !isOwn(measured.case)
        ? []
        : [`with ${change}, ${showCells(tallyOf(repeated))}`];
    });
    const sentences = byCase.map(([name, part]) => {
      const subject = byCase.length === 1 ? "The" : `On ${problems[name]} the`;
      const tally = tallyOf(part);
      return `${subject} loss is ${showCells(tally)}${byStage(part)}; beside each rival it is ${showTally(tally)}.`;
    });
    return {
      verdict: together(byCase.map(([, part]) => verdictOfTally(tallyOf(part)))),
      formerly: formerVerdict(tallyOf(all)),
      measured: sentences.join(" "),
      tables: [comparisonTable(comparisons)],
      figures: linksTo(own, headings.comparison),
      ...(elsewhere.length > 0 && {
        remark: `Other settings, at fewer ratios and beside fewer rivals: ${elsewhere.join("; ")}.`,
      }),
    };
  },
});

const classical: readonly string[] = ["magnitude", "gradient-magnitude", "random"];
const withDense: readonly string[] = [...classical, "fully-connected"];

/** Section 4.1. */
export const lowestOnMnist: Claim = consistently({
  title: "MNIST: after fine-tuning the proposed method is lowest",
  says: "“After fine-tuning … the proposed method consistently achieves lower loss than all other methods.” (4.1)",
  criterion: "consistently lowest beside all others, after fine-tuning.",
  of: "mnist",
  at: ["fine-tuned"],
  rivals: ["nonlinear", ...withDense],
});

/** Section 4.2. */
export const lowestOnPde: Claim = consistently({
  title: "Equation: the proposed method outperforms all others but the non-linear one",
  says: "“The proposed method consistently outperforms all other methods, except for the non-linear strategy, which is occasionally slightly better.” (4.2)",
  criterion:
    "consistently lowest beside all others but the non-linear strategy, which is the next claim; right after pruning and after fine-tuning.",
  of: "pde",
  rivals: withDense,
});

/** Section 5. */
export const betterThanClassical: Claim = consistently({
  title: "It is a significant improvement on classical strategies",
  says: "“Experimental results show a significant improvement against classical pruning strategies.” (5)",
  criterion:
    "consistently lowest beside magnitude, gradient-magnitude and random, on all data, right after pruning and after fine-tuning.",
  rivals: classical,
});

/** Section 5. */
export const betterThanGradient: Claim = consistently({
  title: "Ranking by the gradient of the loss is worse",
  says:
    "“… the pruning technique based on the loss gradient and weight magnitude …, which has poorer performance than our proposed method”, it is conjectured since " +
    "that gradient vanishes at convergence. (5)",
  criterion:
    "consistently lowest beside gradient-magnitude, on all data, right after pruning and after fine-tuning. The conjecture about the reason is not tested.",
  rivals: ["gradient-magnitude"],
});

/** Section 4, of the strategy named Fully-connected. */
export const betterThanDense: Claim = consistently({
  title: "Pruning is effective: better than a dense network of the same size",
  says: "“The pruning strategy is considered effective if the pruned networks outperform an equivalent fully connected network, i.e. one with the same number of non-zero weights.” (4)",
  criterion: "consistently lowest beside fully-connected, on all data, after fine-tuning.",
  at: ["fine-tuned"],
  rivals: ["fully-connected"],
});

/** Section 4, of the strategy named Random. */
export const betterThanRandom: Claim = consistently({
  title: "The importance captures meaningful information: better than random",
  says: "“Comparing with this strategy is relevant to demonstrate that the proposed method captures meaningful information during pruning.” (4)",
  criterion: "consistently lowest beside random, on all data, right after pruning and after fine-tuning.",
  rivals: ["random"],
});
