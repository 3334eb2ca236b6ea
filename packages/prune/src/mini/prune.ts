import { finish } from "@espalier/network";
import type { Network, Work } from "@espalier/network";
import { checkChain, checkInputs, checkOptions, commonActivations, show } from "@espalier/network/internal";
import type { ChainActivation } from "@espalier/network/internal";
import type { Granularity, LayerScores, Pruned } from "@espalier/scores";
import { byWeight, chainScores, checkRatio, cutChain } from "@espalier/scores/internal";
import { tensor, ValueError } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import { inSteps, isOneStep } from "../search/in-steps.ts";
import { checkGranularity } from "./granularity.ts";

/** Options of `prune` of a page with few bytes. */
export interface PruneOptions {
  /** ρ, the fraction of weights to remove, in [0, 1]. */
  readonly ratio: number;
  /** The number of steps, each with new scores; 1 by default. */
  readonly steps?: number | undefined;
  /** The activations of the network besides identity, relu, tanh and sigmoid, such as `[gelu]`. */
  readonly activations?: readonly ChainActivation[] | undefined;
  /** The pattern of weights that go together, `nOfM(2, 4)` or `blocks(4, 4)`; by default, single weights. */
  readonly granularity?: Granularity | undefined;
}

/**
 * Removes the weights that a trained chain of layers can spare, by the paper's method. Its activations are identity, relu, tanh or
 * sigmoid, and those that the options have.
 *
 *     const { network: smaller } = prune(network, inputs, { ratio: 0.8 });
 *
 * The result has the same bits as that of `prune` of `@espalier/prune`. {@link pruneBy} takes every network, strategy and option.
 *
 * @param inputs calibration samples [n, d_0], a tensor or rows of numbers; no labels are needed
 * @throws ShapeError, ValueError when the network, the inputs, the ratio or an option is not valid, or only `pruneBy` takes it
 * @see arXiv:2602.20467v1
 */
export const prune = (network: Network, inputs: Tensor | Nested, options: PruneOptions): Pruned =>
  finish(pruningFor("prune", network, inputs, options));

/** {@link prune} as work that yields progress and can be stopped. */
export const pruning = (network: Network, inputs: Tensor | Nested, options: PruneOptions): Work<Pruned> =>
  pruningFor("pruning", network, inputs, options);

const OTHERWISE = "pruneBy, which takes every other";

function* pruningFor(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: PruneOptions,
): Work<Pruned> {
  checkOptions(who, options, "{ ratio: 0.8 }");
  const { ratio, steps, granularity = byWeight, activations = [], ...others } = options;
  checkRatio(who, ratio);
  const unknown = Object.entries(others).find(([, value]) => value !== undefined);
  if (unknown)
    throw new ValueError(
      who,
      `options among ratio, steps, granularity, activations, or ${OTHERWISE}`,
      unknown[0],
    );
  checkGranularity(who, granularity);
  if (!Array.isArray(activations) || !activations.every((each) => typeof each?.rule === "function"))
    throw new ValueError(who, "activations, a list of values such as [gelu]", show(activations));
  const known = [...commonActivations(), ...activations];
  const { rules } = checkChain(who, network, known, OTHERWISE);
  const X = Array.isArray(inputs) || typeof inputs !== "object" ? tensor(inputs) : (inputs as Tensor);
  checkInputs(who, network, X);
  const scoresOf = (left: Network): Work<LayerScores[]> =>
    chainScores(who, { layers: left.layers, rules }, X, OTHERWISE);
  const cut = (left: Network, scores: readonly LayerScores[], part: number): Pruned =>
    cutChain(who, left, scores, part, granularity);
  if (isOneStep(who, granularity, steps) || steps === undefined)
    return cut(network, yield* scoresOf(network), ratio);
  return yield* inSteps(network, ratio, steps, scoresOf, cut);
}
