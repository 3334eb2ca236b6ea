import { proposed } from "../../experiments/strategies.ts";
import { fold, table, text } from "@espalier/pages";
import type { Figure, Fold } from "@espalier/pages";
import { lineFigure } from "@espalier/pages/figures";
import { looksInTurn } from "@espalier/pages/looks";
import type { LinePanel } from "@espalier/pages/figures";
import type { Measured } from "../measured.ts";
import { factorOf } from "@espalier/pages/statistics";
import { shownRatios } from "../measured.ts";
import { showEstimate, showMean } from "@espalier/pages/numbers";
import type { OverallSection } from "./section.ts";

/** The strategies whose importances are changes of the output. */
const predicting: readonly string[] = [proposed, "nonlinear"];

/** What the importances say that pruning would do to the outputs, and what it does. */
export const predicted: OverallSection = ({ experiments }) => {
  const measured = experiments.filter((each) =>
    predicting.some((strategy) => predictions(each, strategy).length > 0),
  );
  if (measured.length === 0) return undefined;
  return {
    title: "Predicted and measured change of the output",
    blocks: [
      text(
        "The importance of a weight is, for these two strategies, the change of the output, E‖NN(x) − NN(x before)‖², when it alone is removed. Σ I over " +
          "all removed weights would be the change if they acted independently. They do not: the figure shows how many times larger the measured " +
          "change is than that sum.",
      ),
      predictedFigure(measured),
      fold("The numbers: means over the seeds", measured.map(tableOf)),
    ],
  };
};

const predictions = ({ values, ratios }: Measured, strategy: string): number[] =>
  ratios.filter((ratio) => values("pruned", strategy, ratio, "removedImportance").size > 0);

const excess = ({ values }: Measured, strategy: string, ratio: number) =>
  factorOf(
    values("pruned", strategy, ratio, "outputChange"),
    values("pruned", strategy, ratio, "removedImportance"),
  );

export function predictedFigure(measured: readonly Measured[]): Figure {
  const ratios = [...new Set(measured.flatMap(shownRatios))].toSorted((a, b) => a - b);
  const panels = predicting.map((strategy): LinePanel => ({
    title: strategy,
    x: "pruning ratio ρ (not to scale)",
    labels: ratios.map(String),
    y: "measured change / Σ I (log scale)",
    series: measured.map((each) => ({
      name: each.label,
      points: ratios.map((ratio, at) => {
        const { mean, low, high } = excess(each, strategy, ratio);
        return { at, y: mean, low, high };
      }),
    })),
  }));
  return {
    kind: "figure",
    name: "predicted",
    title: "Measured change of the output, as a multiple of the predicted one",
    caption:
      "The measured change of the output, divided by the sum of the importances of the removed weights, right after pruning. At 1 the sum predicts the change. " +
      "Points are geometric means over the seeds, thin lines their intervals.",
    spec: lineFigure(panels, looksInTurn(measured.map(({ label }) => label))),
  };
}

function tableOf(measured: Measured): Fold["blocks"][number] {
  const { values } = measured;
  const rows = shownRatios(measured).map((ratio) => [
    String(ratio),
    ...predicting.flatMap((strategy) => [
      showMean(values("pruned", strategy, ratio, "removedImportance")),
      showMean(values("pruned", strategy, ratio, "outputChange")),
      showEstimate(excess(measured, strategy, ratio), 1),
    ]),
  ]);
  return table(
    `${measured.title}: Σ I, the measured change, and the second as a multiple of the first.`,
    ["ρ", ...predicting.flatMap((strategy) => [`${strategy}: Σ I`, "measured", "factor"])],
    rows,
  );
}
