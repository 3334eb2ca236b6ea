import { showNumber } from "../../../report/numbers.ts";
import { proposed } from "../../../report/words.ts";
import { besideOf, crossedRatios, overallOf, proposedCrossing } from "../crossed.ts";
import { table } from "../document.ts";
import { showEstimate } from "../shown.ts";
import type { Claim } from "./claim.ts";
import { verdictOf } from "./claim.ts";

const uncompensated = { ranking: proposed, compensation: "none" } as const;

/** What "better" asks for, as a share of the comparisons. */
const MOSTLY = 0.9;

/** Section 5. */
export const compensationMatters: Claim = {
  id: "compensation-matters",
  title: "The compensation of the bias is worth its while",
  says:
    "“… correlation between parameters (in our case, weights and biases) should not be neglected, and their consideration (for instance, with our compensation mechanism) could lead to high " +
    "quality parameter compression techniques.” (5)",
  criterion:
    `The proposed ranking with the proposed compensation and with none, right after pruning, on every network and at every ratio. Holds: the loss without is higher on average, in at least ${100 * MOSTLY} % of the ` +
    "comparisons. Holds partly: it is on average.",
  judge({ experiments }) {
    const own = experiments.filter(({ measurements }) => measurements.crossed.length > 0);
    const factors = own.flatMap((measured) =>
      crossedRatios(measured).map((ratio) => ({
        measured,
        ratio,
        factor: besideOf(measured, uncompensated, proposedCrossing, ratio),
      })),
    );
    const compared = factors.filter(({ factor }) => factor.seeds > 0);
    if (compared.length === 0) return undefined;
    const higher = compared.filter(({ factor }) => factor.mean > 1).length;
    const overall = overallOf(own, uncompensated, proposedCrossing).mean;
    return {
      verdict: overall > 1 ? verdictOf([true, higher >= MOSTLY * compared.length]) : "does not hold",
      measured: `Without the compensation the loss is ${showNumber(overall)} times as high on average, and higher in ${higher} of ${compared.length} comparisons.`,
      tables: [
        table(
          "Test loss without the compensation as a multiple of that with it.",
          ["network", "ρ", "factor"],
          compared.map(({ measured, ratio, factor }) => [
            measured.label,
            String(ratio),
            showEstimate(factor, 1),
          ]),
          2,
        ),
      ],
      figures: [{ id: "crossed", label: "every ranking with every compensation" }],
    };
  },
};
