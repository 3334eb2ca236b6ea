import { linesOf } from "./lines.ts";
import type { Environment } from "../results.ts";
import type { Experiment, Part } from "./experiment.ts";
import type { Line } from "./journal.ts";
import { aloneIdOf, idOf, unitsOf } from "./unit.ts";

/** What the measurements took on one machine: the part of the results that no other run repeats. */
export interface CostsFile {
  readonly format: "espalier-costs";
  readonly version: 1;
  readonly part: string;
  readonly environment: Environment;
  /** Threads that worked at the same time. */
  readonly workers: number;
  readonly rows: readonly CostsRow[];
  readonly alone: readonly AloneRow[];
}

/** Seconds of one strategy and one seed; of the training before pruning in the rows of "baseline". */
export interface CostsRow {
  readonly experiment: string;
  readonly seed: number;
  readonly strategy: string;
  /** Of scoring all weights, once for all ratios. */
  readonly scores?: number;
  /** Of ranking and removing, the mean of the ratios. */
  readonly removal?: number;
  /** Of training, all ratios together. */
  readonly training?: number;
}

/** Scoring in a process of its own, while nothing else runs. */
export interface AloneRow {
  readonly experiment: string;
  readonly strategy: string;
  /** Seconds. */
  readonly scores: number;
  /** By how much the memory of the process rose; where the system does not tell, it is absent. */
  readonly peakBytes?: number;
  /** How often all training samples went through the whole network; a part of them is a part of a pass. Counted as it ran. */
  readonly forwardPasses?: number;
  /** How often they went back. */
  readonly reverseSweeps?: number;
  /** Of everything: passes, sums over samples, and what `nonlinear` does on its paths. */
  readonly multiplyAdds?: number;
}

export const costsOf = (
  { name, experiments }: Part,
  lines: ReadonlyMap<string, Line>,
  machine: Pick<CostsFile, "environment" | "workers">,
): CostsFile => ({
  format: "espalier-costs",
  version: 1,
  part: name,
  ...machine,
  rows: experiments.flatMap((experiment) => rowsOf(experiment, lines)),
  alone: experiments.flatMap((experiment) => aloneOf(experiment, lines)),
});

const aloneOf = (experiment: Experiment, lines: ReadonlyMap<string, Line>): AloneRow[] =>
  experiment.alone.flatMap((strategy) => {
    const { scores, forwardPasses, reverseSweeps, ...rest } =
      lines.get(aloneIdOf(experiment, strategy))?.costs ?? {};
    if (scores === undefined) return [];
    const sweeps = Object.entries({ forwardPasses, reverseSweeps })
      .filter(([, count]) => count !== undefined)
      .map(([name, count]) => [name, shown(count ?? 0)]);
    return [
      {
        experiment: experiment.name,
        strategy,
        scores: shown(scores),
        ...Object.fromEntries(sweeps),
        ...rest,
      },
    ];
  });

function rowsOf(experiment: Experiment, lines: ReadonlyMap<string, Line>): CostsRow[] {
  const measured = unitsOf(experiment).filter((unit) => lines.has(idOf(experiment, unit)));
  const groups = Map.groupBy(
    measured,
    (unit) => `${unit.seed} ${"strategy" in unit ? unit.strategy : unit.kind}`,
  );
  return [...groups.values()].flatMap((units) => {
    const [first] = units;
    const costs = units.map((unit) => lines.get(idOf(experiment, unit))?.costs ?? {});
    const values = (name: keyof Line["costs"]): number[] =>
      costs.map((each) => each[name]).filter((value) => value !== undefined);
    const [scores, removal, training] = [values("scores"), values("removal"), values("training")];
    if (scores.length + training.length === 0) return []; // a study, which is not about time
    return {
      experiment: experiment.name,
      seed: first.seed,
      strategy: "strategy" in first ? first.strategy : first.kind,
      ...(scores.length > 0 ? { scores: shown(Math.min(...scores)), removal: shown(mean(removal)) } : {}),
      ...(training.length > 0 ? { training: shown(sum(training)) } : {}),
    };
  });
}

/** A clock in a busy machine has no more digits than these. */
const shown = (seconds: number): number => Number(seconds.toPrecision(4));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** One row a line. */
export function stringifyCosts({ rows, alone, ...head }: CostsFile): string {
  const lists = Object.entries({ rows, alone }).map(([name, list]) => linesOf(name, list));
  return `${JSON.stringify(head, null, 2).slice(0, -"\n}".length)},\n${lists.join(",\n")}\n}\n`;
}
