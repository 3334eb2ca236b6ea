import { createHash } from "node:crypto";
import { strategyOf } from "@espalier/prune";
import type { Experiment } from "./experiment.ts";

/** The least that is measured at once: after it a run may be stopped without a loss. */
export type Unit = BaselineUnit | NetworkUnit | CrossedUnit | CalibrationUnit | StepsUnit | KeptStateUnit;

export interface BaselineUnit {
  readonly kind: "baseline";
  readonly seed: number;
}

/** One network of a comparison. */
export interface NetworkUnit {
  readonly kind: "pruned" | "fine-tuned" | "from-scratch";
  readonly seed: number;
  readonly strategy: string;
  readonly ratio: number;
}

export interface CrossedUnit {
  readonly kind: "crossed";
  readonly seed: number;
  readonly strategy: string;
}

export interface CalibrationUnit {
  readonly kind: "calibration";
  readonly seed: number;
  readonly samples: number;
}

export interface StepsUnit {
  readonly kind: "steps";
  readonly seed: number;
  readonly steps: number;
}

export interface KeptStateUnit {
  readonly kind: "keptState";
  readonly seed: number;
}

/** Everything an experiment measures, each once, in the order in which results are written. */
export const unitsOf = (experiment: Experiment): Unit[] =>
  Array.from({ length: experiment.seeds }, (_, seed) => unitsOfSeed(experiment, seed)).flat();

function unitsOfSeed({ comparisons, studies }: Experiment, seed: number): Unit[] {
  const { crossed, calibration, steps, keptState } = studies;
  return [
    { kind: "baseline", seed },
    ...comparisons.flatMap(({ strategies, pruned, fineTuned }) =>
      strategies.flatMap((strategy): Unit[] =>
        strategyOf("unitsOf", strategy).kind === "retrain"
          ? fineTuned.map((ratio) => ({ kind: "from-scratch", seed, strategy, ratio }))
          : [
              ...pruned.map((ratio): Unit => ({ kind: "pruned", seed, strategy, ratio })),
              ...fineTuned.map((ratio): Unit => ({ kind: "fine-tuned", seed, strategy, ratio })),
            ],
      ),
    ),
    ...(crossed?.rankings ?? []).map((strategy): Unit => ({ kind: "crossed", seed, strategy })),
    ...(calibration?.samples ?? []).map((samples): Unit => ({ kind: "calibration", seed, samples })),
    ...(steps?.steps ?? []).map((count): Unit => ({ kind: "steps", seed, steps: count })),
    ...(keptState ? [{ kind: "keptState", seed } as const] : []),
  ];
}

/**
 * The name of a unit in the journal. What it measures depends on the recipe, so that is in it too: parts that share a recipe
 * share what is measured, and no others do.
 */
export const idOf = (experiment: Experiment, unit: Unit): string =>
  [keyOf(experiment), ...Object.values(unit), ...ratiosOf(experiment, unit)].join(" ");

/** The name of scoring alone in the journal. */
export const aloneIdOf = (experiment: Experiment, strategy: string): string =>
  `${keyOf(experiment)} alone ${strategy}`;

/** The name of an experiment and its recipe, in short. */
export function keyOf({ name, recipe, pictureRatio }: Experiment): string {
  const digest = createHash("sha256").update(JSON.stringify([recipe, pictureRatio]));
  return `${name}-${digest.digest("hex").slice(0, 12)}`;
}

/** A study measures all of its ratios in one unit. */
const ratiosOf = ({ studies }: Experiment, { kind }: Unit): readonly number[] =>
  isStudy(kind) ? (studies[kind]?.ratios ?? []) : [];

const isStudy = (kind: Unit["kind"]): kind is keyof Experiment["studies"] =>
  kind === "crossed" || kind === "calibration" || kind === "steps" || kind === "keptState";
