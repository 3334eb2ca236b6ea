import { fourDigits } from "./costs.ts";
import type { Costs, CostsFile } from "./costs.ts";
import type { Experiment, Part } from "./experiment.ts";
import type { Line } from "./journal.ts";
import { aloneIdOf, idOf, unitsOf } from "./unit.ts";

type Lines = ReadonlyMap<string, Line>;

/** The costs of a part, as the journal has them. */
export const costsOf = (
  { name, experiments }: Part,
  lines: Lines,
  machine: Pick<CostsFile, "environment" | "workers">,
): CostsFile => ({
  format: "espalier-costs",
  version: 1,
  part: name,
  ...machine,
  rows: experiments.flatMap((experiment) => rowsOf(experiment, lines)),
  methods: experiments.flatMap((experiment) => methodsOf(experiment, lines)),
  alone: experiments.flatMap((experiment) => aloneOf(experiment, lines)),
});

const aloneOf = (experiment: Experiment, lines: Lines): CostsFile["alone"] =>
  experiment.alone.flatMap((strategy) => {
    const {
      scores,
      removal: _,
      training: __,
      studied: ___,
      ...counts
    } = lines.get(aloneIdOf(experiment, strategy))?.costs ?? {};
    if (scores === undefined) return [];
    const shown = Object.entries(counts).map(([name, count]) => [
      name,
      name === "forwardPasses" || name === "reverseSweeps" ? fourDigits(count) : count,
    ]);
    return {
      experiment: experiment.name,
      strategy,
      scores: fourDigits(scores),
      ...Object.fromEntries(shown),
    };
  });

function rowsOf(experiment: Experiment, lines: Lines): CostsFile["rows"] {
  const measured = unitsOf(experiment).flatMap((unit) => {
    const strategy = "strategy" in unit ? String(unit.strategy) : unit.kind;
    const line = lines.get(idOf(experiment, unit));
    return line === undefined ? [] : [{ seed: unit.seed, strategy, costs: line.costs }];
  });
  const groups = Map.groupBy(measured, ({ seed, strategy }) => `${seed} ${strategy}`);
  return [...groups.values()].flatMap((units) => {
    const [{ seed, strategy }] = units;
    const values = (name: keyof Costs): number[] => units.flatMap(({ costs }) => costs[name] ?? []);
    const [scores, removal, training] = [values("scores"), values("removal"), values("training")];
    if (scores.length + training.length === 0) return []; // a study, which is not about time
    return {
      experiment: experiment.name,
      seed,
      strategy,
      ...(scores.length > 0
        ? { scores: fourDigits(Math.min(...scores)), removal: fourDigits(sum(removal) / removal.length) }
        : {}),
      ...(training.length > 0 ? { training: fourDigits(sum(training)) } : {}),
    };
  });
}

/** The units of a study that have a method and a ratio of their own. */
const methodsOf = (experiment: Experiment, lines: Lines): CostsFile["methods"] =>
  unitsOf(experiment).flatMap((unit) => {
    const seconds = lines.get(idOf(experiment, unit))?.costs.studied;
    if (seconds === undefined || !("method" in unit && "ratio" in unit)) return [];
    const [method, ratio] = [String(unit.method), Number(unit.ratio)];
    return [{ experiment: experiment.name, seed: unit.seed, method, ratio, seconds: fourDigits(seconds) }];
  });

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
