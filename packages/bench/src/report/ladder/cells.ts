import type { CostsFile } from "../../experiments/costs.ts";
import type { LadderRow } from "../../experiments/kinds/ladder.ts";
import { proposed } from "../../experiments/strategies.ts";
import type { BySeed } from "@espalier/pages/statistics";
import type { Findings } from "../findings.ts";
import { bySeed } from "../measured.ts";
import type { Measured } from "../measured.ts";

/** The only row that the part compares all others with. */
export const TUNED = "bias, then 15 epochs with labels";

/** What the claim is about: each has all seeds that a page shows. */
const CORE = ["bias", "network", TUNED];

/** The numbers of one network, by method and ratio: those of the seeds that are complete everywhere. */
export interface Cells {
  readonly measured: Measured;
  readonly ratios: readonly number[];
  /** The methods of which every seed is there, in the order in which they were measured; those of the grid are not among them. */
  readonly names: readonly string[];
  readonly losses: (name: string, ratio: number) => BySeed;
  readonly accuracies: (name: string, ratio: number) => BySeed;
  readonly passes: (name: string, ratio: number) => BySeed;
  /** Of one thread; the shortest of all seeds, as other work of a machine only adds. Undefined where none was timed. */
  readonly seconds: (name: string, ratio: number) => number | undefined;
  readonly before: (quantity?: "testLoss" | "testAccuracy") => BySeed;
}

/** Compensations in stages and metrics: a table of their own. */
export const isOfGrid = (name: string): boolean => name.includes(" stage");

/** The networks whose parts have several seeds, with the seeds that all of them have. */
export function cellsOf({ experiments, costs }: Findings): { readonly seeds: number; readonly all: Cells[] } {
  const several = experiments.filter(({ measurements }) => measurements.experiment.seeds > 1);
  const planned = Math.min(...several.map(({ measurements }) => measurements.experiment.seeds));
  const isComplete = (seed: number): boolean =>
    several.every((measured) =>
      ratiosOf(measured).every((ratio) => CORE.every((name) => lossesOf(measured, name, ratio).has(seed))),
    );
  let seeds = 0;
  while (seeds < planned && isComplete(seeds)) seeds++;
  return { seeds, all: several.map((measured) => cellsFor(measured, costs, seeds)) };
}

export function cellsFor(measured: Measured, costs: CostsFile | undefined, seeds: number): Cells {
  const { experiment } = measured.measurements;
  const methods = experiment.studies.ladder?.methods ?? [];
  const own = (values: BySeed): BySeed => new Map([...values].filter(([seed]) => seed < seeds));
  /** Of a method of which every seed is there; none otherwise. */
  const of =
    (quantity: "testLoss" | "testAccuracy" | "passes") =>
    (name: string, ratio: number): BySeed => {
      const method = methods.find((each) => each.name === name && each.ratios.includes(ratio));
      const found = own(bySeed<typeof quantity>(rowsOf(measured, name, ratio), quantity));
      return found.size === Math.min(seeds, method?.seeds ?? seeds) ? found : new Map<number, number>();
    };
  const isThere = ({ name, ratios }: (typeof methods)[number]): boolean =>
    ratios.every((ratio) => of("testLoss")(name, ratio).size > 0);
  const names = new Set(
    methods.filter((each) => !isOfGrid(each.name) && isThere(each)).map(({ name }) => name),
  );
  const seconds = (name: string, ratio: number): number | undefined => {
    const found =
      name === TUNED
        ? trainedIn(costs, experiment.name, ratiosOf(measured).length)
        : (costs?.methods ?? [])
            .filter((row) => row.experiment === experiment.name && row.method === name && row.ratio === ratio)
            .map((row) => row.seconds);
    return found.length === 0 ? undefined : Math.min(...found);
  };
  return {
    measured,
    ratios: ratiosOf(measured),
    names: [...names, TUNED],
    losses: (name, ratio) =>
      name === TUNED ? own(lossesOf(measured, name, ratio)) : of("testLoss")(name, ratio),
    accuracies: (name, ratio) =>
      name === TUNED
        ? own(measured.values("fine-tuned", proposed, ratio, "testAccuracy"))
        : of("testAccuracy")(name, ratio),
    passes: (name, ratio) =>
      name === TUNED
        ? new Map(
            [...own(lossesOf(measured, name, ratio)).keys()].map((seed) => [
              seed,
              experiment.recipe.epochs[1],
            ]),
          )
        : of("passes")(name, ratio),
    seconds,
    before: (quantity) => own(measured.baseline(quantity)),
  };
}

/** Seconds of fine-tuning at one ratio, of each seed. */
const trainedIn = (costs: CostsFile | undefined, name: string, ratios: number): number[] =>
  (costs?.rows ?? [])
    .filter((row) => row.experiment === name && row.strategy === proposed)
    .flatMap(({ training }) => (training === undefined ? [] : [training / ratios]));

function lossesOf(measured: Measured, name: string, ratio: number): BySeed {
  if (name === TUNED) return measured.values("fine-tuned", proposed, ratio);
  return bySeed<"testLoss">(rowsOf(measured, name, ratio), "testLoss");
}

export const rowsOf = ({ measurements }: Measured, name: string, ratio: number): readonly LadderRow[] =>
  measurements.ladder.filter(({ method, ratio: own }) => method === name && own === ratio);

/** The ratios at which networks are fine-tuned too. */
const ratiosOf = ({ measurements }: Measured): readonly number[] =>
  measurements.experiment.comparisons.flatMap(({ fineTuned }) => fineTuned);
