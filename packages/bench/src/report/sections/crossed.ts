import type { CrossedRow } from "../../experiments/kinds/crossed.ts";
import { proposed } from "../../experiments/strategies.ts";
import { fold, table, text } from "@espalier/pages";
import type { Block, Table } from "@espalier/pages";
import { bySeed, isTelling } from "../measured.ts";
import type { Measured } from "../measured.ts";
import { showEstimate } from "@espalier/pages/numbers";
import { factorOf, geometricMean } from "@espalier/pages/statistics";
import type { BySeed, Estimate } from "@espalier/pages/statistics";
import { headings, plural } from "../words.ts";
import type { ExperimentSection, OverallSection } from "./section.ts";

type Compensation = CrossedRow["compensation"];

export const compensations: readonly Compensation[] = ["none", "mean", "sensitivity"];

/** One ranking with one compensation. */
export interface Crossing {
  readonly ranking: string;
  readonly compensation: Compensation;
}

/** The proposed method is one of them. */
export const proposedCrossing: Crossing = { ranking: proposed, compensation: "sensitivity" };

export const crossedRatios = ({ measurements }: Measured): number[] =>
  [...new Set(measurements.crossed.map(({ ratio }) => ratio))].toSorted((a, b) => a - b);

const rankingsOf = ({ measurements }: Measured): string[] => [
  ...new Set(measurements.crossed.map(({ ranking }) => ranking)),
];

const rowsOf = (
  { measurements }: Measured,
  { ranking, compensation }: Crossing,
  ratio: number,
): CrossedRow[] =>
  measurements.crossed.filter(
    (row) => row.ranking === ranking && row.compensation === compensation && row.ratio === ratio,
  );

const lossesOf = (measured: Measured, crossing: Crossing, ratio: number): BySeed =>
  bySeed(rowsOf(measured, crossing, ratio), "testLoss");

/** The ratios at which one of the two at least is better than guessing. */
export const tellingRatios = (measured: Measured, one: Crossing, other: Crossing): number[] =>
  crossedRatios(measured).filter((ratio) =>
    isTelling(measured, ...[one, other].map((crossing) => lossesOf(measured, crossing, ratio))),
  );

/** The loss of one crossing as a multiple of that of another, at one ratio. */
export const besideOf = (measured: Measured, one: Crossing, other: Crossing, ratio: number): Estimate =>
  factorOf(lossesOf(measured, one, ratio), lossesOf(measured, other, ratio));

/** The geometric mean over networks and {@link tellingRatios}. They are not independent of one another, so there is no interval. */
function overallOf(experiments: readonly Measured[], one: Crossing, other: Crossing): Estimate {
  const factors = experiments
    .flatMap((measured) =>
      tellingRatios(measured, one, other).map((ratio) => besideOf(measured, one, other, ratio).mean),
    )
    .filter(Number.isFinite);
  return { mean: geometricMean(factors), low: NaN, high: NaN, seeds: factors.length };
}

const WHAT =
  "A method of pruning consists of a ranking, which weights to remove, and a compensation, what the biases gain. Here each ranking is combined with each compensation, right after pruning: none, the mean of " +
  `the removed signal, W E[x], or the proposed W E[G x] / E[G]. \`${proposed}\` is its own ranking with the last.`;

/** The parts of the ranking and of the compensation in the result, over all networks. */
export const crossedOverall: OverallSection = ({ experiments }) => {
  const studied = experiments.filter(({ measurements }) => measurements.crossed.length > 0);
  if (studied.length === 0) return undefined;
  const byCase = [...Map.groupBy(studied, (measured) => measured.case)];
  return {
    title: headings.crossed,
    blocks: [text(WHAT), ...byCase.map(([name, own]) => overall(name, own))],
  };
};

/** The same, ratio by ratio. */
export const crossed: ExperimentSection = (measured) =>
  measured.measurements.crossed.length === 0
    ? undefined
    : { title: headings.crossed, blocks: [text(WHAT), fold("Ratio by ratio", ratiosOf(measured))] };

const heads = { none: "none", mean: "W E[x]", sensitivity: "W E[G x] / E[G]" } as const;

/** A row for each ranking, a column for each compensation. */
const crossingTable = (
  caption: string,
  rankings: readonly string[],
  estimate: (crossing: Crossing) => Estimate,
): Table =>
  table(
    caption,
    ["ranking", ...compensations.map((each) => heads[each])],
    rankings.map((ranking) => [
      ranking,
      ...compensations.map((compensation) => showEstimate(estimate({ ranking, compensation }), 1)),
    ]),
  );

const overall = (name: Measured["case"], own: readonly Measured[]): Table =>
  crossingTable(
    `${name === "mnist" ? "MNIST" : "The equation"}: test loss right after pruning as a multiple of the proposed method's, geometric mean over ${plural(own.length, "network")} and all ratios at which one of the two is better than guessing.`,
    [...new Set(own.flatMap(rankingsOf))],
    (crossing) => overallOf(own, crossing, proposedCrossing),
  );

const ratiosOf = (measured: Measured): Block[] =>
  crossedRatios(measured).map((ratio) =>
    crossingTable(
      `ρ = ${ratio}: test loss as a multiple of the proposed method's, with its interval over the seeds.`,
      rankingsOf(measured),
      (crossing) => besideOf(measured, crossing, proposedCrossing, ratio),
    ),
  );
