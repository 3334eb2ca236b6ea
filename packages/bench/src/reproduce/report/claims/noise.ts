import { showNumber } from "../../../report/numbers.ts";
import { table } from "../document.ts";
import { noiseVariance, noisyGroups, sensitivityOf } from "../noise.ts";
import { stages, when } from "../words.ts";
import type { Claim } from "./claim.ts";
import { verdictOf } from "./claim.ts";
import { paperStrategies } from "../selection.ts";
import { stagesOf } from "../measured.ts";
import type { Measured } from "../measured.ts";

/** Times by which noise may hurt a pruned network more than the whole one. */
const ROBUST = 1.25;

const none = (): number => 0;

/** Section 4.2. */
export const robustToNoise: Claim = {
  id: "robust-to-noise",
  title: "Equation: all strategies are robust to noise",
  says: "“We observe that, overall, all pruning strategies are robust with respect to noise.” (4.2)",
  criterion:
    "the loss after pruning is divided by that before, at every ratio, as one reads it from the figures. Holds: with noise this quotient is at most " +
    `${ROBUST} times that without (geometric mean over the ratios), for every strategy, network, stage and noise. Holds partly: for some of them.`,
  judge({ experiments }) {
    const cases = noisyGroups(experiments).flatMap(({ quiet, noisy }) =>
      noisy.flatMap((measured) => casesOf(quiet, measured)),
    );
    if (cases.length === 0) return undefined;
    const robust = cases.filter(({ loss }) => loss <= ROBUST);
    const strictly = cases.filter(({ error }) => error <= ROBUST);
    const worst = cases.toSorted((a, b) => b.loss - a.loss)[0];
    return {
      verdict: verdictOf(cases.map(({ loss }) => loss <= ROBUST)),
      measured:
        `The quotient stays below ${ROBUST} times its value without noise in ${robust.length} of ${cases.length} cases; at the worst it is × ${showNumber(worst.loss)} ` +
        `(\`${worst.strategy}\`, ${worst.measured.label}, ${when[worst.stage].toLowerCase()}).`,
      tables: [
        table(
          "By which factor noise makes the quotient grow: of the losses, and of the losses less d²/3. Geometric means over the ratios and seeds.",
          ["network", "stage", "strategy", "loss", "loss less d²/3"],
          cases.map(({ measured, stage, strategy, loss, error }) => [
            measured.label,
            stage,
            strategy,
            showNumber(loss),
            showNumber(error),
          ]),
          3,
        ),
      ],
      figures: [{ id: "noise", label: "what noise does" }],
      remark:
        "The noise of the test data alone makes a loss of d²/3, which no network can avoid and which hides differences. With that taken off both losses, the same is so in " +
        `${strictly.length} of ${cases.length} cases.`,
    };
  },
};

/** Every strategy and stage of a network with noise beside the same without. */
const casesOf = (quiet: Measured, measured: Measured) =>
  paperStrategies(measured).flatMap((strategy) =>
    stages
      .filter((stage) => stagesOf(strategy).includes(stage))
      .flatMap((stage) => {
        const loss = sensitivityOf(quiet, measured, stage, strategy, none);
        const error = sensitivityOf(quiet, measured, stage, strategy, noiseVariance);
        return loss === undefined || error === undefined ? [] : [{ measured, stage, strategy, loss, error }];
      }),
  );
