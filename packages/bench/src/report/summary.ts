import type { Row, Settings, Stage } from "../results.ts";

/** A number measured once a seed. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation of a sample (n − 1); undefined for a single seed. NaN when a value is not finite. */
  readonly sd: number | undefined;
  readonly min: number;
  readonly max: number;
}

/** The rows that differ in nothing but the seed. */
export interface Summary {
  readonly strategy: string;
  readonly ratio: number;
  readonly stage: Stage;
  readonly seeds: number;
  readonly testLoss: Spread;
  /** Undefined where a row has none. */
  readonly testAccuracy: Spread | undefined;
  readonly weightsKept: Spread;
  readonly seconds: Spread;
}

/** What can be compared, and drawn against the pruning ratio. */
export type Measure = "testLoss" | "testAccuracy";
export type Measures = { readonly [M in Measure]: Spread | undefined };

/** Strategies side by side on one network, which is all that the figures and the tables of a measure look at. */
export interface Compared {
  /** In the order in which they are shown; the baseline is not one of them. */
  readonly strategies: readonly string[];
  /** Ascending, without the baseline's 0. */
  readonly ratios: readonly number[];
  /** One a network. */
  readonly rows: readonly Pick<Row, "stage" | "strategy" | "ratio" | Measure>[];
  readonly baseline: Measures | undefined;
  readonly summary: (stage: Stage, strategy: string, ratio: number) => Measures | undefined;
}

/** Rows about the same network on the same data, in the order in which tables and figures show them. */
export interface Experiment extends Compared {
  /** `pde-68-32-32-32-1-noise-0.005`, fit for a file name. */
  readonly name: string;
  readonly case: Row["case"];
  readonly network: readonly number[];
  readonly noise: number;
  readonly rows: readonly Row[];
  readonly baseline: Summary | undefined;
  readonly summary: (stage: Stage, strategy: string, ratio: number) => Summary | undefined;
}

/** Mean, standard deviation and range; a NaN among the values makes all of them NaN, in plain sight. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const scatter = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = values.length > 1 ? Math.sqrt(scatter / (values.length - 1)) : undefined;
  return { mean, sd, min: Math.min(...values), max: Math.max(...values) };
}

/** One summary for each (strategy, ratio, stage), in order of appearance, over the seeds of ONE experiment. */
export function summarise(rows: readonly Row[]): Summary[] {
  const groups = Map.groupBy(rows, (row) => keyOf(row.stage, row.strategy, row.ratio));
  return [...groups.values()].map((group) => {
    const { strategy, ratio, stage } = group[0];
    const accuracies = group.flatMap(({ testAccuracy }) => testAccuracy ?? []);
    return {
      strategy,
      ratio,
      stage,
      seeds: group.length,
      testLoss: spreadOf(group.map(({ testLoss }) => testLoss)),
      testAccuracy: accuracies.length === group.length ? spreadOf(accuracies) : undefined,
      weightsKept: spreadOf(group.map(({ weightsKept }) => weightsKept)),
      seconds: spreadOf(group.map(({ seconds }) => seconds)),
    };
  });
}

const keyOf = (stage: Stage, strategy: string, ratio: number): string => `${stage} ${strategy} ${ratio}`;

/**
 * Splits rows into experiments. The one of the settings comes first, and shows what was planned even where no row is
 * there yet; of any other only what its rows hold.
 */
export function experiments(rows: readonly Row[], settings?: Settings): Experiment[] {
  const groups = Map.groupBy(rows, experimentName);
  const planned = settings && experimentName(settings);
  const names = [...new Set([...(planned === undefined ? [] : [planned]), ...groups.keys()])];
  return names.map((name) => {
    const own = groups.get(name) ?? [];
    const plan = name === planned ? settings : undefined;
    return layOut(name, own, settings?.strategies ?? [], plan);
  });
}

function layOut(name: string, rows: readonly Row[], order: readonly string[], plan?: Settings): Experiment {
  const pruned = rows.filter(({ stage }) => stage !== "baseline");
  const present = new Set([...(plan?.strategies ?? []), ...pruned.map(({ strategy }) => strategy)]);
  const ratios = new Set([...(plan?.ratios ?? []), ...pruned.map(({ ratio }) => ratio)]);
  const summaries = new Map(
    summarise(rows).map((each) => [keyOf(each.stage, each.strategy, each.ratio), each]),
  );
  const { case: case_, network, noise } = plan ?? rows[0];
  return {
    name,
    case: case_,
    network,
    noise,
    rows,
    strategies: [...new Set([...order.filter((strategy) => present.has(strategy)), ...present])],
    ratios: [...ratios].toSorted((a, b) => a - b),
    baseline: summaries.get(keyOf("baseline", "baseline", 0)),
    summary: (stage, strategy, ratio) => summaries.get(keyOf(stage, strategy, ratio)),
  };
}

const experimentName = ({ case: case_, network, noise }: Pick<Row, "case" | "network" | "noise">): string =>
  `${case_}-${network.join("-")}${case_ === "pde" || noise > 0 ? `-noise-${noise}` : ""}`;
