import { table } from "@espalier/pages";
import { mainStrategies, stagesOf } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { noiseVariance, noisyGroups, sensitivityOf } from "../noise.ts";
import { showEstimate, showNumber } from "@espalier/pages/numbers";
import { headings, stages, when } from "../words.ts";
import { linkTo, verdictOf } from "./comparisons.ts";
import type { Claim } from "./comparisons.ts";

/** Times by which noise may hurt a pruned network more than the whole one. */
const ROBUST = 1.25;

/** What "overall" asks for, as a share of the cases. */
const OVERALL = 0.9;

const none = (): number => 0;

/** Section 4.2. */
export const robustToNoise: Claim = {
  title: "Equation: all strategies are robust to noise",
  says: "“We observe that, overall, all pruning strategies are robust with respect to noise.” (4.2)",
  criterion:
    "the loss after pruning is divided by that before, at every ratio, as one reads it from the figures; then what this quotient is with noise by what it is without. A case is a strategy, network, stage and noise. Holds: " +
    `in ${100 * OVERALL} % of the cases or more, that is at most ${ROBUST} (geometric mean over the ratios and seeds), and in none it is more than that and clearly more than 1. Holds partly: it is at most ${ROBUST} in more than half of the cases.`,
  judge({ experiments }) {
    const cases = noisyGroups(experiments).flatMap(({ quiet, noisy }) =>
      noisy.flatMap((measured) => casesOf(quiet, measured)),
    );
    if (cases.length === 0) return undefined;
    const robust = cases.filter(({ loss }) => loss.mean <= ROBUST).length;
    const clearly = cases.filter(({ loss }) => loss.mean > ROBUST && loss.low > 1).length;
    const strictly = cases.filter(({ error }) => error.mean <= ROBUST).length;
    const worst = cases.toSorted((a, b) => b.loss.mean - a.loss.mean)[0];
    return {
      verdict:
        robust >= OVERALL * cases.length && clearly === 0
          ? "holds"
          : robust > cases.length / 2
            ? "holds partly"
            : "does not hold",
      formerly: verdictOf(cases.map(({ error }) => error.mean <= ROBUST)),
      measured:
        `Noise makes the quotient at most ${ROBUST} times as large in ${robust} of ${cases.length} cases, and clearly larger in ${clearly} of the others; at the worst × ${showNumber(worst.loss.mean)} ` +
        `(\`${worst.strategy}\`, ${worst.measured.label}, ${when[worst.stage].toLowerCase()}).`,
      tables: [
        table(
          "By which factor noise makes the quotient grow: of the losses, and of the losses less d²/3. Geometric means over the ratios and seeds, with the interval over the seeds.",
          ["network", "stage", "strategy", "loss", "loss less d²/3"],
          cases.map(({ measured, stage, strategy, loss, error }) => [
            measured.label,
            stage,
            strategy,
            showEstimate(loss, 1),
            showEstimate(error, 1),
          ]),
          3,
        ),
      ],
      figures: [linkTo(headings.noise, "what noise does")],
      remark:
        "The noise of the test data alone makes a loss of d²/3, which no network can avoid and which hides differences. With that taken off both losses, it is at most that in " +
        `${strictly} of ${cases.length} cases.`,
    };
  },
};

/** Every strategy and stage of a network with noise beside the same without. */
const casesOf = (quiet: Measured, measured: Measured) =>
  mainStrategies(measured).flatMap((strategy) =>
    stages
      .filter((stage) => stagesOf(strategy).includes(stage))
      .flatMap((stage) => {
        const loss = sensitivityOf(quiet, measured, stage, strategy, none);
        const error = sensitivityOf(quiet, measured, stage, strategy, noiseVariance);
        return loss === undefined || error === undefined ? [] : [{ measured, stage, strategy, loss, error }];
      }),
  );
