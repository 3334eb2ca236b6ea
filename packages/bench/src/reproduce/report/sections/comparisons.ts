import { comparison } from "../../../report/comparison.ts";
import type { Compared, Measure } from "../../../report/summary.ts";
import { isPruning, plural, proposed } from "../../../report/words.ts";
import { fold, heading, list, text } from "../document.ts";
import type { Block, Drawing } from "../document.ts";
import { comparedOf } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { CONFIDENCE } from "../paired.ts";
import { paperStrategies, shownRatios } from "../selection.ts";
import { stages, titles } from "../words.ts";
import { errorTable, pairedTable, pointsTable, spreadTable } from "./comparison-tables.ts";
import { lowest } from "./lowest.ts";
import type { SectionOf } from "./section.ts";

/** The paper's figures 1, 3 and 4, with their numbers. */
export const comparisons: SectionOf = ({ experiments }) => {
  const measured = experiments.filter((each) => paperStrategies(each).length > 0);
  if (measured.length === 0) return undefined;
  return {
    id: "comparisons",
    title: "Test loss against the pruning ratio",
    blocks: [
      text(
        "Each network is trained, pruned by every strategy at every ratio ρ, and fine-tuned, from several initial weights. The left of " +
          "a figure is right after pruning, the right after fine-tuning, with another axis. Lines go through the means over the seeds; a " +
          "violin is the density of the seeds, two bandwidths beyond the outermost. Dashed: the loss before pruning.",
      ),
      text(
        "Strategies of one seed start from the same trained weights, so they are compared in pairs. The tables say by which factor the " +
          `test loss is higher than that of \`${proposed}\`: the geometric mean over the seeds, in brackets its ${100 * CONFIDENCE} % ` +
          "interval by Student's t on the logarithms. Strong: the interval does not contain 1. Of twenty strategies that are in truth equal, one " +
          "would be strong by chance.",
      ),
      ...measured.flatMap(blocksOf),
    ],
  };
};

function blocksOf(measured: Measured): Block[] {
  const strategies = paperStrategies(measured);
  const compared = comparedOf(measured, strategies, shownRatios(measured));
  const isAccurate = measured.baseline("testAccuracy").size > 0;
  const measures: readonly Measure[] = isAccurate ? ["testLoss", "testAccuracy"] : ["testLoss"];
  return [
    heading(measured.name, measured.title),
    lossFigure(measured, compared, "testLoss"),
    list(lowest(measured, strategies, shownRatios(measured))),
    fold(
      `Against \`${proposed}\`, seed by seed`,
      stages.map((stage) => pairedTable(measured, compared, stage)),
    ),
    ...measures.map((measure) =>
      fold(`${titles[measure]}: mean ± standard deviation`, [
        ...(measure === "testAccuracy" ? [lossFigure(measured, compared, measure)] : []),
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

const lossFigure = (measured: Measured, compared: Compared, measure: Measure): Drawing => ({
  kind: "drawing",
  name: `${kinds[measure]}-${measured.name}`,
  title: `${titles[measure]} against the pruning ratio: ${measured.title}`,
  caption:
    `${titles[measure]} of ${measured.title}, ${plural(measured.baseline().size, "seed")}. Left: right after pruning; right: after ` +
    "fine-tuning." +
    (compared.strategies.every(isPruning)
      ? ""
      : " The fully-connected network is never pruned, and so only on the right."),
  source: comparison(compared, measure),
});
