import { isPruning, proposed } from "../../experiments/strategies.ts";
import { fold, list, text } from "@espalier/pages";
import type { Block, Figure, Fold } from "@espalier/pages";
import { lineFigure } from "@espalier/pages/figures";
import type { LinePanel } from "@espalier/pages/figures";
import { looksOf } from "@espalier/pages/looks";
import { beforePruning } from "../grid.ts";
import { compared, guessOf, mainStrategies } from "../measured.ts";
import type { Measure, Measured } from "../measured.ts";
import { showNumber } from "@espalier/pages/numbers";
import { CONFIDENCE, meanOf } from "@espalier/pages/statistics";
import { headings, plural, stages, titles, when } from "../words.ts";
import type { ExperimentSection } from "./section.ts";
import { errorTable, pairedTable, pointsTable, spreadTable } from "./tables.ts";

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
  const own = compared(measured);
  const spreads = (measure: Measure): Fold =>
    fold(`${titles[measure]}: mean ± standard deviation`, [
      ...(measure === "testAccuracy" ? [comparisonFigure(own, measure)] : []),
      ...stages.map((stage) => spreadTable(own, stage, measure)),
      ...(measure === "testAccuracy" ? stages.map((stage) => pointsTable(own, stage)) : []),
    ]);
  const errors = stages.map((stage) => errorTable(own, stage));
  return [
    comparisonFigure(own, "testLoss"),
    list(lowest(own)),
    fold(
      `Against \`${proposed}\`, seed by seed`,
      stages.map((stage) => pairedTable(own, stage)),
    ),
    spreads("testLoss"),
    ...(own.baseline("testAccuracy").size > 0 ? [spreads("testAccuracy")] : []),
    ...(own.baseline("relativeL2").size > 0
      ? [fold("Relative error: mean ± standard deviation", errors)]
      : []),
  ];
}

const kinds = { testLoss: "loss", testAccuracy: "accuracy" } as const;

/** The layout of the paper's figures 1, 3 and 4. */
export function comparisonFigure(measured: Measured, measure: Measure): Figure {
  const { name, title, strategies, values, spread, ratios } = measured;
  const isShare = measure === "testAccuracy";
  const before = beforePruning(measured, measure);
  const panels = stages.map((stage): LinePanel => ({
    title: when[stage],
    // 0.9, 0.95 and 0.98 matter most and lie closest.
    x: "pruning ratio ρ, the fraction of weights removed (not to scale)",
    labels: ratios.map(String),
    y: isShare ? "test accuracy" : "test loss (log scale)",
    isShare,
    series: strategies.map((strategy) => ({
      name: strategy,
      points: ratios.map((ratio, at) => ({
        at,
        y: spread(stage, strategy, ratio, measure)?.mean ?? NaN,
        seeds: [...values(stage, strategy, ratio, measure).values()],
      })),
    })),
    ...(before && {
      levels: [
        {
          name: ["baseline", isShare ? `${showNumber(100 * before.mean)}%` : showNumber(before.mean)],
          y: before.mean,
          low: before.min,
          high: before.max,
        },
      ],
    }),
  }));
  return {
    kind: "figure",
    name: `${kinds[measure]}-${name}`,
    title: `${titles[measure]} against the pruning ratio: ${title}`,
    caption:
      `${titles[measure]} of ${title}, ${plural(measured.baseline().size, "seed")}. Left: right after pruning; right: after ` +
      "fine-tuning." +
      (strategies.every(isPruning)
        ? ""
        : " The fully-connected network is never pruned, and so only on the right."),
    spec: lineFigure(panels, looksOf(strategies)),
  };
}

/** `Right after pruning the mean loss is lowest for nonlinear at ρ = 0.2, 0.4; elimination-compensation at ρ = 0.5.` */
export const lowest = (measured: Measured): string[] =>
  stages.flatMap((stage) => {
    const guess = guessOf(measured) ?? Infinity;
    const best = measured.ratios.flatMap((ratio) =>
      measured.strategies
        .map((strategy) => ({ strategy, ratio, mean: meanOf(measured.values(stage, strategy, ratio)) }))
        .filter(({ mean }) => !Number.isNaN(mean))
        .toSorted((a, b) => a.mean - b.mean)
        .slice(0, 1),
    );
    const at = (cells: typeof best): string => `at ρ = ${cells.map(({ ratio }) => ratio).join(", ")}`;
    const guesses = best.filter(({ mean }) => mean >= guess);
    const groups = Map.groupBy(
      best.filter(({ mean }) => mean < guess),
      ({ strategy }) => strategy,
    );
    const found = [...groups].map(([strategy, cells]) => `\`${strategy}\` ${at(cells)}`);
    return [
      ...(found.length === 0 ? [] : [`${when[stage]} the mean loss is lowest for ${found.join("; ")}.`]),
      ...(guesses.length === 0
        ? []
        : [
            `${when[stage]}, ${at(guesses)}, no mean loss is better than guessing, log M = ${showNumber(guess)}.`,
          ]),
    ];
  });
