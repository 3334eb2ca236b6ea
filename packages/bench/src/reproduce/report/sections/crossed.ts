import { plural, proposed } from "../../../report/words.ts";
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
import { showEstimate } from "../shown.ts";
import type { SectionOf } from "./section.ts";

/** What is due to the ranking, and what to the compensation. */
export const crossed: SectionOf = ({ experiments }) => {
  const studied = experiments.filter(({ measurements }) => measurements.crossed.length > 0);
  if (studied.length === 0) return undefined;
  const byCase = [...Map.groupBy(studied, (measured) => measured.case)];
  return {
    id: "crossed",
    title: "Every ranking with every compensation",
    blocks: [
      text(
        `A method of pruning is two things: which weights go, and what the biases gain for it. Here each ranking is crossed with each compensation, right after pruning: nothing, the mean of what is removed, W E[x], or the proposed W E[G x] / E[G]. \`${proposed}\` is its own ranking with the last.`,
      ),
      ...byCase.map(([name, own]) => overall(name, own)),
      ...studied.map((measured) => fold(measured.title, ratiosOf(measured))),
    ],
  };
};

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
