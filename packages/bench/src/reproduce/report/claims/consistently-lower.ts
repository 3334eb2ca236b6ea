import type { Findings } from "../findings.ts";
import type { Measured } from "../measured.ts";
import type { LaterStage } from "../words.ts";
import { BY_CHANCE, boutsOf, boutTable, showTally, tallyOf } from "./bouts.ts";
import type { Tally } from "./bouts.ts";
import type { Judgement, Verdict } from "./claim.ts";
import { linksTo } from "./where.ts";

/** What "consistently" asks for. */
const CONSISTENT = 0.9;

/** How "consistently lower" is judged, wherever a claim says so. */
export const ruleOfConsistency: string =
  `Consistently lower: every rival is compared at every ratio of every network, seed by seed. It holds if the mean loss of the proposed method is lower in at least ${100 * CONSISTENT} % of these ` +
  `comparisons, and clearly higher in at most ${100 * BY_CHANCE} %, which chance alone would give to equals. It holds partly if the loss is lower in more than half, and clearly lower more often than clearly ` +
  "higher.";

function verdictOfTally({ bouts, won, clearlyWon, clearlyLost }: Tally): Verdict {
  if (won >= CONSISTENT * bouts && clearlyLost <= BY_CHANCE * bouts) return "holds";
  return won > bouts / 2 && clearlyWon > clearlyLost ? "holds partly" : "does not hold";
}

/** Whether the proposed method has the lower loss, of whom it is compared with, wherever it is compared. */
export function judgeConsistency(
  { experiments, variations }: Findings,
  where: (measured: Measured) => boolean,
  stages: readonly LaterStage[],
  rivals: readonly string[],
): Judgement | undefined {
  const own = experiments.filter(where);
  const bouts = boutsOf(own, stages, rivals);
  if (bouts.length === 0) return undefined;
  const tally = tallyOf(bouts);
  const other = variations.filter(({ measured }) => where(measured));
  const elsewhere = other.flatMap(({ measured, change }) => {
    const repeated = tallyOf(boutsOf([measured], stages, rivals));
    return repeated.bouts === 0 ? [] : [`with ${change}: ${showTally(repeated)}`];
  });
  return {
    verdict: verdictOfTally(tally),
    measured: `The loss is ${showTally(tally)}.`,
    tables: [boutTable(bouts)],
    figures: linksTo(own),
    ...(elsewhere.length > 0
      ? { remark: `Other settings, at fewer ratios and beside fewer rivals: ${elsewhere.join("; ")}.` }
      : {}),
  };
}
