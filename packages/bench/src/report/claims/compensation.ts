import { proposed } from "../../experiments/strategies.ts";
import { table } from "@espalier/pages";
import type { Measured } from "../measured.ts";
import { showEstimate, showNumber } from "@espalier/pages/numbers";
import { besideOf, crossedRatios, proposedCrossing, tellingRatios } from "../sections/crossed.ts";
import { geometricMean } from "@espalier/pages/statistics";
import type { Estimate } from "@espalier/pages/statistics";
import { headings, problems } from "../words.ts";
import { linkTo, verdictOf } from "./comparisons.ts";
import type { Claim } from "./comparisons.ts";

const uncompensated = { ranking: proposed, compensation: "none" } as const;

/** What "better" asks for, as a share of the comparisons. */
const MOSTLY = 0.9;

/** Section 5. */
export const compensationMatters: Claim = {
  title: "The compensation of the bias is worth its while",
  says:
    "“… correlation between parameters (in our case, weights and biases) should not be neglected, and their consideration (for instance, with our compensation mechanism) could lead to high " +
    "quality parameter compression techniques.” (5)",
  criterion:
    `The proposed ranking with the proposed compensation and with none, right after pruning, on every network and at every ratio. Holds: the loss without is higher on average, and in at least ${100 * MOSTLY} % of the ` +
    "comparisons, on MNIST and on the equation. Holds partly: some of this.",
  judge({ experiments }) {
    const comparisons = experiments.flatMap(comparisonsOf);
    const telling = comparisons.filter(({ isTelling }) => isTelling);
    if (telling.length === 0) return undefined;
    const gains = [...Map.groupBy(telling, ({ measured }) => measured.case)].map(([name, own]) => ({
      name,
      ...gainOf(own),
    }));
    const before = gainOf(comparisons);
    return {
      verdict: verdictOf(gains.flatMap(({ isHigher, isMostly }) => [isHigher, isMostly])),
      formerly: before.isHigher ? verdictOf([true, before.isMostly]) : "does not hold",
      measured: `Without the compensation the loss is ${gains.map(({ name, overall, higher, all }) => `${showNumber(overall)} times as high on average on ${problems[name]}, and higher in ${higher} of ${all} comparisons`).join("; ")}.`,
      tables: [
        table(
          "Test loss without the compensation as a multiple of that with it.",
          ["network", "ρ", "factor"],
          telling.map(({ measured, ratio, factor }) => [
            measured.label,
            String(ratio),
            showEstimate(factor, 1),
          ]),
          2,
        ),
      ],
      figures: [linkTo(headings.crossed, "every ranking with every compensation")],
    };
  },
};

/** The proposed ranking without and with its compensation, ratio by ratio: the loss without as a multiple of that with. */
function comparisonsOf(measured: Measured) {
  const telling = tellingRatios(measured, uncompensated, proposedCrossing);
  return crossedRatios(measured)
    .map((ratio) => ({
      measured,
      ratio,
      factor: besideOf(measured, uncompensated, proposedCrossing, ratio),
      isTelling: telling.includes(ratio),
    }))
    .filter(({ factor }) => factor.seeds > 0);
}

/** How much higher the loss is without, how often, and whether that is what the criterion asks for. */
function gainOf(comparisons: readonly { readonly factor: Estimate }[]) {
  const higher = comparisons.filter(({ factor }) => factor.mean > 1).length;
  const overall = geometricMean(comparisons.map(({ factor }) => factor.mean).filter(Number.isFinite));
  const all = comparisons.length;
  return { overall, higher, all, isHigher: overall > 1, isMostly: higher >= MOSTLY * all };
}
