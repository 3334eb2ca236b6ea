import { isPruning, proposed } from "../../experiments/strategies.ts";
import { fold, list, text } from "../document.ts";
import type { Block, Figure, Table } from "../document.ts";
import { lineFigure } from "../figures/line-figure.ts";
import type { LinePanel } from "../figures/line-figure.ts";
import { looksOf } from "../figures/palette.ts";
import { comparedOf, mainStrategies, measuredPowers, otherStrategies } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { meanOf } from "../statistics.ts";
import { stages, when } from "../words.ts";
import type { LaterStage } from "../words.ts";
import { lowest } from "./comparisons.ts";
import type { ExperimentSection } from "./section.ts";
import { errorTable, pairedTable, spreadTable } from "./tables.ts";

/** 2 to 32 times fewer weights, with all strategies that there are. */
export const compression: ExperimentSection = (measured) =>
  measuredPowers(measured).length < 2 && otherStrategies(measured).length === 0
    ? undefined
    : {
        title: "Two to 32 times fewer weights, and further strategies",
        blocks: [
          text(
            "The ratios at which the literature compares, and strategies that are not the paper's, on the same trained networks. Lines are means over the seeds. In the tables, losses are multiples of the " +
              `loss of \`${proposed}\`, as above.`,
          ),
          ...blocksOf(measured),
        ],
      };

/** `4 ×` for ρ = 0.75. */
const times = (ratio: number): string => `${Number((1 / (1 - ratio)).toFixed(2))} ×`;

export function compressionRatios(measured: Measured): readonly number[] {
  const powers = measuredPowers(measured);
  return powers.length > 1 ? powers : measured.ratios;
}

function blocksOf(measured: Measured): Block[] {
  const ratios = compressionRatios(measured);
  return [
    compressionFigure(measured, ratios),
    list(lowest(measured, strategiesOf(measured), ratios)),
    fold(
      `Against \`${proposed}\`, seed by seed`,
      measuredStages(measured, ratios).map((stage) =>
        pairedTable(measured, stage, measuredStrategies(measured, stage, ratios), ratios, times),
      ),
    ),
    fold("Mean ± standard deviation", spreadsOf(measured, ratios)),
  ];
}

/** Of the loss, and of the accuracy or the relative error. */
function spreadsOf(measured: Measured, ratios: readonly number[]): Table[] {
  const isAccurate = measured.baseline("testAccuracy").size > 0;
  return measuredStages(measured, ratios).flatMap((stage) => {
    const compared = comparedOf(measured, measuredStrategies(measured, stage, ratios), ratios);
    return [
      spreadTable(compared, stage, "testLoss"),
      isAccurate ? spreadTable(compared, stage, "testAccuracy") : errorTable(measured, compared, stage),
    ];
  });
}

/** Those that say something about compression: measured at more than one of several ratios. */
const measuredStages = ({ values }: Measured, ratios: readonly number[]): LaterStage[] =>
  stages.filter((stage) => {
    const there = ratios.filter((ratio) => values(stage, proposed, ratio).size > 0);
    return there.length >= Math.min(2, ratios.length);
  });

const strategiesOf = (measured: Measured): string[] => [
  ...mainStrategies(measured),
  ...otherStrategies(measured),
];

/** Those that were measured at a stage, at one of the ratios at least. */
const measuredStrategies = (measured: Measured, stage: LaterStage, ratios: readonly number[]): string[] =>
  strategiesOf(measured)
    .filter((strategy) => stage === "fine-tuned" || isPruning(strategy))
    .filter((strategy) => ratios.some((ratio) => measured.values(stage, strategy, ratio).size > 0));

function panelOf(measured: Measured, stage: LaterStage, ratios: readonly number[]): LinePanel {
  const { values, baseline } = measured;
  return {
    title: when[stage],
    x: "times fewer weights (not to scale)",
    labels: ratios.map(times),
    y: "test loss (log scale)",
    series: measuredStrategies(measured, stage, ratios).map((strategy) => ({
      name: strategy,
      points: ratios.map((ratio, at) => ({ at, y: meanOf(values(stage, strategy, ratio)) })),
    })),
    ...(baseline().size > 0 ? { levels: [{ name: "baseline", y: meanOf(baseline()) }] } : {}),
  };
}

export function compressionFigure(measured: Measured, ratios: readonly number[]): Figure {
  const panels = measuredStages(measured, ratios).map((stage) => panelOf(measured, stage, ratios));
  const strategies = strategiesOf(measured);
  const looks = looksOf(strategies);
  const isShown = (strategy: string): boolean =>
    panels.some(({ series }) => series.some(({ name }) => name === strategy));
  return {
    kind: "figure",
    name: `compression-${measured.name}`,
    title: `Test loss of all strategies against compression: ${measured.title}`,
    caption: `Mean test loss of every strategy of ${measured.title} against how many times fewer weights it has.`,
    spec: lineFigure(
      panels,
      new Map(
        strategies.map((strategy, at) => [strategy, looks[at]] as const).filter(([name]) => isShown(name)),
      ),
    ),
  };
}
