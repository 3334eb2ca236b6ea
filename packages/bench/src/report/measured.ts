import type { Recipe } from "../cases/recipe.ts";
import type { NetworkRow, Stage } from "../experiments/measure.ts";
import { powers, ratios as paperRatios } from "../experiments/parts/grid.ts";
import type { Measurements } from "../experiments/results.ts";
import { isPruning } from "../experiments/strategies.ts";
import { weightsOf } from "@espalier/speed/counting";
import { meanOf, spreadOf } from "@espalier/pages/statistics";
import type { BySeed, Spread } from "@espalier/pages/statistics";
import { plural, titleOf } from "./words.ts";
import type { LaterStage } from "./words.ts";

/** The measurements of a network that exist once for each seed. */
export type Quantity = "testLoss" | "testAccuracy" | "relativeL2" | "outputChange" | "removedImportance";

/** An experiment, ready to be asked. Everything it answers comes from its rows. */
export interface Measured {
  readonly measurements: Measurements;
  readonly name: string;
  /** `68-32-32-32-1 (4,256 weights) on the diffusion–sorption equation without noise` */
  readonly title: string;
  /** `68-32-32-32-1, no noise`, where the case is known; `784-32-32-10` */
  readonly label: string;
  readonly network: readonly number[];
  readonly case: "pde" | "mnist";
  readonly weights: number;
  readonly noise: number;
  /** Those with rows, in the order of the comparisons; the baseline is not one of them. */
  readonly strategies: readonly string[];
  /** Ascending, without the baseline's 0. */
  readonly ratios: readonly number[];
  readonly rowsOf: (stage: Stage, strategy: string, ratio: number) => readonly NetworkRow[];
  readonly values: (stage: Stage, strategy: string, ratio: number, quantity?: Quantity) => BySeed;
  readonly baseline: (quantity?: Quantity) => BySeed;
  /** Undefined where nothing has been measured. */
  readonly spread: (...of: Parameters<Measured["values"]>) => Spread | undefined;
}

export function measuredOf(measurements: Measurements): Measured {
  const { experiment, rows } = measurements;
  const { recipe, name } = experiment;
  const groups = Map.groupBy(rows, ({ stage, strategy, ratio }) => keyOf(stage, strategy, ratio));
  const others = rows.filter(({ stage }) => stage !== "baseline");
  const rowsOf: Measured["rowsOf"] = (stage, strategy, ratio) =>
    groups.get(keyOf(stage, strategy, ratio)) ?? [];
  const values: Measured["values"] = (stage, strategy, ratio, quantity = "testLoss") =>
    bySeed(rowsOf(stage, strategy, ratio), quantity);
  return {
    measurements,
    name,
    title: titleOf(recipe),
    label: labelOf(recipe),
    network: recipe.network,
    case: recipe.case,
    weights: weightsOf(recipe.network),
    noise: recipe.noise,
    strategies: [...new Set(others.map(({ strategy }) => strategy))],
    ratios: [...new Set(others.map(({ ratio }) => ratio))].toSorted((a, b) => a - b),
    rowsOf,
    values,
    baseline: (quantity) => values("baseline", "baseline", 0, quantity),
    spread(...of) {
      const found = [...values(...of).values()];
      return found.length === 0 ? undefined : spreadOf(found);
    },
  };
}

/** The loss of saying the same of every sample, all classes alike: log M. Of a regression that is not known here. */
export const guessOf = ({ case: name, network }: Measured): number | undefined =>
  name === "mnist" ? Math.log(network[network.length - 1]) : undefined;

/** Whether one of some losses at least is better than guessing; to compare others says nothing. */
export const isTelling = (measured: Measured, ...losses: readonly BySeed[]): boolean =>
  losses.some((loss) => meanOf(loss) < (guessOf(measured) ?? Infinity));

const labelOf = ({ case: name, network, noise }: Recipe): string =>
  network.join("-") + (name === "pde" ? (noise > 0 ? `, noise ±${noise}` : ", no noise") : "");

const keyOf = (stage: Stage, strategy: string, ratio: number): string => `${stage} ${strategy} ${ratio}`;

/** One quantity of rows that differ in nothing but the seed; those which do not have it are left out. */
export const bySeed = <Q extends string>(
  rows: readonly ({ readonly seed: number } & { readonly [K in Q]?: number })[],
  quantity: Q,
): BySeed =>
  new Map(
    rows.flatMap((row) => {
      const value: number | undefined = row[quantity];
      return value === undefined ? [] : [[row.seed, value] as const];
    }),
  );

/** What can be compared, and shown against the pruning ratio. */
export type Measure = "testLoss" | "testAccuracy";

/** The stages at which a strategy has networks of its own. */
export const stagesOf = (strategy: string): readonly LaterStage[] =>
  isPruning(strategy) ? ["pruned", "fine-tuned"] : ["fine-tuned"];

/** The strategies of the first comparison that have been measured: those of the paper, or those that the user asked for. */
export const mainStrategies = ({ strategies, measurements }: Measured): string[] =>
  (measurements.experiment.comparisons[0]?.strategies ?? []).filter((strategy) =>
    strategies.includes(strategy),
  );

/** The others. */
export const otherStrategies = (measured: Measured): string[] => {
  const main = mainStrategies(measured);
  return measured.strategies.filter((strategy) => !main.includes(strategy));
};

/** Of an experiment, what the first figure and its tables show. */
export const compared = (measured: Measured): Measured => ({
  ...measured,
  strategies: mainStrategies(measured),
  ratios: shownRatios(measured),
});

/** The ratios at which strategies are compared: the paper's where all of them have been measured, else any. */
export const shownRatios = ({ ratios }: Measured): readonly number[] =>
  paperRatios.every((ratio) => ratios.includes(ratio)) ? paperRatios : ratios;

/** Those of 2, 4, 8, 16 and 32 times fewer weights. */
export const measuredPowers = ({ ratios: measured }: Measured): readonly number[] =>
  measured.filter((ratio) => powers.includes(ratio));

/** `mean ± standard deviation over 5 seeds`, `1 to 5 seeds` while a run is under way, `mean over 1 seed`. */
export function seedsOf({ measurements: { rows } }: Measured): string {
  const groups = Map.groupBy(rows, ({ stage, strategy, ratio }) => keyOf(stage, strategy, ratio));
  const sizes = [...groups.values()].map(({ length }) => length);
  const [least, most] = sizes.length === 0 ? [0, 0] : [Math.min(...sizes), Math.max(...sizes)];
  const seeds = least === most ? plural(most, "seed") : `${least} to ${plural(most, "seed")}`;
  return `mean${most > 1 ? " ± standard deviation" : ""} over ${seeds}`;
}
