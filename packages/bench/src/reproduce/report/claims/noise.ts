import { showNumber } from "../../../report/numbers.ts";
import { table } from "../document.ts";
import { noisyGroups, sensitivityOf } from "../noise.ts";
import { stages, when } from "../words.ts";
import type { Claim } from "./claim.ts";
import { verdictOf } from "./claim.ts";
import { paperStrategies } from "../selection.ts";
import { stagesOf } from "../measured.ts";

/** Times by which noise may hurt a pruned network more than the whole one. */
const ROBUST = 1.25;

/** Section 4.2. */
export const robustToNoise: Claim = {
  id: "robust-to-noise",
  title: "Equation: all strategies are robust to noise",
  says: "“We observe that, overall, all pruning strategies are robust with respect to noise.” (4.2)",
  criterion:
    "The noise of the test data, of variance d²/3, is no error of a network, so it is taken off the loss. What remains is divided by the same of the network before pruning. Holds: with " +
    `noise this quotient is at most ${ROBUST} times that without (geometric mean over the ratios), for every strategy, network, stage and noise: pruning makes no network more ` +
    "sensitive to noise than it was. Holds partly: for some of them.",
  judge({ experiments }) {
    const rows = noisyGroups(experiments).flatMap(({ quiet, noisy }) =>
      noisy.flatMap((measured) =>
        paperStrategies(measured).flatMap((strategy) =>
          stages
            .filter((stage) => stagesOf(strategy).includes(stage))
            .flatMap((stage) => {
              const factor = sensitivityOf(quiet, measured, stage, strategy);
              return factor === undefined ? [] : [{ measured, stage, strategy, factor }];
            }),
        ),
      ),
    );
    if (rows.length === 0) return undefined;
    const good = rows.map(({ factor }) => factor <= ROBUST);
    const worst = rows.toSorted((a, b) => b.factor - a.factor)[0];
    return {
      verdict: verdictOf(good),
      measured:
        `The quotient stays below ${ROBUST} times its value without noise in ${good.filter(Boolean).length} of ${rows.length} cases; the largest growth is × ${showNumber(worst.factor)} ` +
        `(\`${worst.strategy}\`, ${worst.measured.label}, ${when[worst.stage].toLowerCase()}).`,
      tables: [
        table(
          "By which factor the error beside that before pruning grows with the noise: geometric mean over the ratios and seeds.",
          ["network", "stage", "strategy", "factor"],
          rows.map(({ measured, stage, strategy, factor }) => [
            measured.label,
            stage,
            strategy,
            showNumber(factor),
          ]),
          3,
        ),
      ],
      figures: [{ id: "noise", label: "what noise does" }],
    };
  },
};
