import { proposed } from "../../experiments/strategies.ts";
import { headings, plural } from "../words.ts";
import {
  compensations,
  crossedRatios,
  besideOf,
  overallOf,
  proposedCrossing,
  rankingsOf,
} from "../crossed.ts";
import { fold, table, text } from "../document.ts";
import type { Block, Table } from "../document.ts";
import type { Measured } from "../measured.ts";
import { showEstimate } from "../numbers.ts";
import type { ExperimentSection, OverallSection } from "./section.ts";

const WHAT =
  "A method of pruning consists of a ranking, which weights to remove, and a compensation, what the biases gain. Here each ranking is combined with each compensation, right after pruning: none, the mean of " +
  `what is removed, W E[x], or the proposed W E[G x] / E[G]. \`${proposed}\` is its own ranking with the last.`;

/** What is due to the ranking, and what to the compensation, over all networks. */
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

const overall = (name: Measured["case"], own: readonly Measured[]): Table =>
  table(
    `${name === "mnist" ? "MNIST" : "The equation"}: test loss right after pruning as a multiple of the proposed method's, geometric mean over ${plural(own.length, "network")} and all ratios at which one of the two is better than guessing.`,
    ["ranking", ...compensations.map((each) => heads[each])],
    [...new Set(own.flatMap(rankingsOf))].map((ranking) => [
      ranking,
      ...compensations.map((compensation) =>
        showEstimate(overallOf(own, { ranking, compensation }, proposedCrossing), 1),
      ),
    ]),
  );

const ratiosOf = (measured: Measured): Block[] =>
  crossedRatios(measured).map((ratio) =>
    table(
      `ρ = ${ratio}: test loss as a multiple of the proposed method's, with its interval over the seeds.`,
      ["ranking", ...compensations.map((each) => heads[each])],
      rankingsOf(measured).map((ranking) => [
        ranking,
        ...compensations.map((compensation) =>
          showEstimate(besideOf(measured, { ranking, compensation }, proposedCrossing, ratio), 1),
        ),
      ]),
    ),
  );
