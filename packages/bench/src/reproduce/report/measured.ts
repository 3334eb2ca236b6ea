import type { Compared, Measure } from "../../report/summary.ts";
import { spreadOf } from "../../report/summary.ts";
import { isPruning, titleOf, weightCount } from "../../report/words.ts";
import type { Stage } from "../../results.ts";
import type { Measurements, NetworkRow } from "../results.ts";
import type { BySeed } from "./paired.ts";
import { meanOf } from "./shown.ts";
import type { LaterStage } from "./words.ts";

/** What is measured of a network once a seed. */
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
    weights: weightCount(recipe.network),
    noise: recipe.noise,
    strategies: [...new Set(others.map(({ strategy }) => strategy))],
    ratios: [...new Set(others.map(({ ratio }) => ratio))].toSorted((a, b) => a - b),
    rowsOf,
    values,
    baseline: (quantity) => values("baseline", "baseline", 0, quantity),
  };
}

/** The loss of saying the same of every sample, all classes alike: log M. Of a regression that is not known here. */
export const guessOf = ({ case: name, network }: Measured): number | undefined =>
  name === "mnist" ? Math.log(network[network.length - 1]) : undefined;

/** Whether one of some losses at least is better than guessing; to compare others says nothing. */
export const isTelling = (measured: Measured, ...losses: readonly BySeed[]): boolean =>
  losses.some((loss) => meanOf(loss) < (guessOf(measured) ?? Infinity));

const labelOf = ({ case: name, network, noise }: Measurements["experiment"]["recipe"]): string =>
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

/** Some of an experiment as figures and tables want it. */
export function comparedOf(
  measured: Measured,
  strategies: readonly string[],
  ratios: readonly number[],
): Compared {
  const measures = (stage: Stage, strategy: string, ratio: number): Compared["baseline"] => {
    const spread = (measure: Measure) => {
      const values = [...measured.values(stage, strategy, ratio, measure).values()];
      return values.length === 0 ? undefined : spreadOf(values);
    };
    const [testLoss, testAccuracy] = [spread("testLoss"), spread("testAccuracy")];
    return testLoss && { testLoss, testAccuracy };
  };
  return {
    strategies,
    ratios,
    rows: measured.measurements.rows,
    baseline: measures("baseline", "baseline", 0),
    summary: measures,
  };
}

/** The stages at which a strategy has networks of its own. */
export const stagesOf = (strategy: string): readonly LaterStage[] =>
  isPruning(strategy) ? ["pruned", "fine-tuned"] : ["fine-tuned"];
