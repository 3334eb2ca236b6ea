import { proposed } from "../../experiments/strategies.ts";
import { fold, list, text } from "@espalier/pages";
import type { Block, Figure } from "@espalier/pages";
import { lineFigure } from "@espalier/pages/figures";
import type { LinePanel } from "@espalier/pages/figures";
import { looksOf } from "@espalier/pages/looks";
import { mainStrategies, measuredPowers, otherStrategies, stagesOf } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { meanOf } from "@espalier/pages/statistics";
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

function compressionRatios(measured: Measured): readonly number[] {
  const powers = measuredPowers(measured);
  return powers.length > 1 ? powers : measured.ratios;
}

function blocksOf(measured: Measured): Block[] {
  const ratios = compressionRatios(measured);
  const own = { ...measured, ratios, strategies: strategiesOf(measured) };
  const byStage = measuredStages(own).map((stage) => [stage, measuredAt(own, stage)] as const);
  const isAccurate = measured.baseline("testAccuracy").size > 0;
  return [
    compressionFigure(measured),
    list(lowest(own)),
    fold(
      `Against \`${proposed}\`, seed by seed`,
      byStage.map(([stage, there]) => pairedTable(there, stage, times)),
    ),
    fold(
      "Mean ± standard deviation",
      byStage.flatMap(([stage, there]) => [
        spreadTable(there, stage, "testLoss"),
        isAccurate ? spreadTable(there, stage, "testAccuracy") : errorTable(there, stage),
      ]),
    ),
  ];
}

/** Those that say something about compression: measured at more than one of several ratios. */
const measuredStages = ({ values, ratios }: Measured): LaterStage[] =>
  stages.filter((stage) => {
    const there = ratios.filter((ratio) => values(stage, proposed, ratio).size > 0);
    return there.length >= Math.min(2, ratios.length);
  });

const strategiesOf = (measured: Measured): string[] => [
  ...mainStrategies(measured),
  ...otherStrategies(measured),
];

/** With those strategies that were measured at a stage, at one of the ratios at least. */
const measuredAt = (measured: Measured, stage: LaterStage): Measured => ({
  ...measured,
  strategies: measured.strategies.filter(
    (strategy) =>
      stagesOf(strategy).includes(stage) &&
      measured.ratios.some((ratio) => measured.values(stage, strategy, ratio).size > 0),
  ),
});

export function compressionFigure(measured: Measured): Figure {
  const own = { ...measured, ratios: compressionRatios(measured), strategies: strategiesOf(measured) };
  const panels = measuredStages(own).map((stage): LinePanel => ({
    title: when[stage],
    x: "times fewer weights (not to scale)",
    labels: own.ratios.map(times),
    y: "test loss (log scale)",
    series: measuredAt(own, stage).strategies.map((name) => ({
      name,
      points: own.ratios.map((ratio, at) => ({ at, y: meanOf(own.values(stage, name, ratio)) })),
    })),
    levels: [{ name: ["baseline"], y: meanOf(own.baseline()) }],
  }));
  const shown = new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)));
  return {
    kind: "figure",
    name: `compression-${measured.name}`,
    title: `Test loss of all strategies against compression: ${measured.title}`,
    caption: `Mean test loss of every strategy of ${measured.title} against how many times fewer weights it has.`,
    spec: lineFigure(panels, new Map([...looksOf(own.strategies)].filter(([name]) => shown.has(name)))),
  };
}
