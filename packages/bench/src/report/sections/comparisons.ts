import { isPruning, proposed } from "../../experiments/strategies.ts";
import { comparison } from "../figures/comparison.ts";
import type { Compared, Measure, Measured } from "../measured.ts";
import { headings, plural, stages, titles } from "../words.ts";
import { fold, list, text } from "../document.ts";
import type { Block, Figure } from "../document.ts";
import { comparedOf, mainStrategies, shownRatios } from "../measured.ts";
import { CONFIDENCE } from "../statistics.ts";
import { errorTable, pairedTable, pointsTable, spreadTable } from "./comparison-tables.ts";
import { lowest } from "./lowest.ts";
import type { ExperimentSection } from "./section.ts";

/** The paper's figures 1, 3 and 4, with their numbers. */
export const comparisons: ExperimentSection = (measured) =>
  mainStrategies(measured).length === 0
    ? undefined
    : {
        title: headings.comparison,
        blocks: [
          text(
            "The network is trained, pruned by every strategy at every ratio ρ, and fine-tuned, from several initial weights. The left of " +
              "the figure is right after pruning, the right after fine-tuning, with another axis. Lines go through the means over the seeds; a " +
              "violin is the density of the seeds, two bandwidths beyond the outermost. Dashed: the loss before pruning.",
          ),
          text(
            "Strategies of one seed start from the same trained weights, so they are compared in pairs. The tables show by which factor the " +
              `test loss is higher than that of \`${proposed}\`: the geometric mean over the seeds, in brackets its ${100 * CONFIDENCE} % ` +
              "interval by Student's t on the logarithms. Strong: the interval does not contain 1. Of twenty strategies that are in truth equal, one " +
              "would be strong by chance.",
          ),
          ...blocksOf(measured),
        ],
      };

function blocksOf(measured: Measured): Block[] {
  const strategies = mainStrategies(measured);
  const compared = comparedOf(measured, strategies, shownRatios(measured));
  const isAccurate = measured.baseline("testAccuracy").size > 0;
  const measures: readonly Measure[] = isAccurate ? ["testLoss", "testAccuracy"] : ["testLoss"];
  return [
    comparisonFigure(measured, compared, "testLoss"),
    list(lowest(measured, strategies, shownRatios(measured))),
    fold(
      `Against \`${proposed}\`, seed by seed`,
      stages.map((stage) => pairedTable(measured, compared, stage)),
    ),
    ...measures.map((measure) =>
      fold(`${titles[measure]}: mean ± standard deviation`, [
        ...(measure === "testAccuracy" ? [comparisonFigure(measured, compared, measure)] : []),
        ...stages.map((stage) => spreadTable(compared, stage, measure)),
        ...(measure === "testAccuracy" ? stages.map((stage) => pointsTable(measured, compared, stage)) : []),
      ]),
    ),
    ...(measured.baseline("relativeL2").size > 0
      ? [
          fold(
            "Relative error: mean ± standard deviation",
            stages.map((stage) => errorTable(measured, compared, stage)),
          ),
        ]
      : []),
  ];
}

const kinds = { testLoss: "loss", testAccuracy: "accuracy" } as const;

export const comparisonFigure = (measured: Measured, compared: Compared, measure: Measure): Figure => ({
  kind: "figure",
  name: `${kinds[measure]}-${measured.name}`,
  title: `${titles[measure]} against the pruning ratio: ${measured.title}`,
  caption:
    `${titles[measure]} of ${measured.title}, ${plural(measured.baseline().size, "seed")}. Left: right after pruning; right: after ` +
    "fine-tuning." +
    (compared.strategies.every(isPruning)
      ? ""
      : " The fully-connected network is never pruned, and so only on the right."),
  spec: comparison(compared, measure),
});
