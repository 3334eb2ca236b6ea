import { memorySampler } from "@espalier/compensation/internal";
import type { LocalSource, MemorySampler } from "@espalier/compensation/internal";
import type { Network, Chunk } from "@espalier/network";
import { checkInputs, checkSamples } from "@espalier/network/internal";
import { reduceInMemory } from "@espalier/scores/internal";
import { unitStrategyOf } from "@espalier/structured/internal";
import { seededRandom, tensor } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import { draw, isTensor } from "../search/calibration.ts";
import type { SolveOptions } from "../search/options.ts";
import { localSourceOf } from "../search/solving.ts";
import type { PruneUnitsOptions } from "./options.ts";

type UnitOptions = Omit<PruneUnitsOptions, "ratio" | "count">;

/** The questions of a removal of units, answered on this thread from samples in memory. */
export function localUnits(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: UnitOptions,
): LocalSource {
  const X = isTensor(inputs) ? inputs : tensor(inputs);
  const sampler = unitSampler(who, network, X, options);
  const solving = lazily(() => localSourceOf(who, network, X, forSolving(options)).source);
  let now: Chunk | undefined;
  return {
    scores: (left) => solving().scores(left),
    batch: (problem) => solving().batch(problem),
    units: {
      samples: (count) => (now = sampler.take(count)),
      reduce: ({ passes, input }) => reduceInMemory(passes, input, now ?? sampler.take(Infinity)),
    },
  };
}

/** The samples for scores and for statistics, checked. */
export function unitSampler(
  who: string,
  network: Network,
  inputs: Tensor,
  options: UnitOptions,
): MemorySampler {
  checkInputs(who, network, inputs);
  const targets = needsTargets(who, options) ? options.targets : undefined;
  if (targets && options.loss) checkSamples(who, network, { inputs, targets }, options.loss);
  return memorySampler(draw(who, inputs, targets, options), options.random ?? seededRandom(1));
}

/** Whether the strategy reads the targets. */
export const needsTargets = (who: string, { strategy, granularity }: UnitOptions): boolean =>
  unitStrategyOf(who, strategy, granularity).needsTargets === true;

/** The options of the solver alone, which scores nothing. */
export const forSolving = ({
  targets,
  loss,
  samples,
  objective,
  metric,
  effort,
  random = seededRandom(1),
}: UnitOptions): SolveOptions => ({ targets, loss, samples, objective, metric, effort, random });

/** A value that is made when it is first wanted. */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
