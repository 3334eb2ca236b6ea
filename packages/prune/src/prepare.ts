import { permutation, takeRows, tensor, ValueError } from "@espalier/tensor";
import type { Nested, Random, Tensor } from "@espalier/tensor";
import { checkSamples } from "./network/loss.ts";
import type { LossName } from "./network/loss.ts";
import { checkNetwork } from "./network/network.ts";
import type { Network } from "./network/network.ts";
import { checkInputs, checkInputShape } from "./network/samples.ts";
import { scoringStrategyOf } from "./strategies/index.ts";
import type { Calibration, ScoringStrategy, Strategy } from "./strategies/strategy.ts";

/** What the scores depend on besides network and inputs. */
export interface ScoreOptions {
  /** A name, or a strategy of your own; `elimination-compensation` unless told otherwise. */
  readonly strategy?: string | Strategy | undefined;
  /** What the network should say of the inputs; nobody looks at it but a strategy that needs it. */
  readonly targets?: Tensor | undefined;
  readonly loss?: LossName | undefined;
  /** For the strategy `random`, and for drawing `samples`. */
  readonly random?: Random | undefined;
  /** Look at this many of the inputs only, drawn without replacement. */
  readonly samples?: number | undefined;
}

/** A strategy, and what it gets to see. */
export interface Prepared {
  readonly strategy: ScoringStrategy;
  readonly calibration: Calibration;
}

/**
 * Checks what `scoring` is given. A look at the numbers of all samples takes a while, and may be left to who goes through
 * them anyway, chunk by chunk.
 */
export function prepare(
  network: Network,
  inputs: Tensor | Nested,
  options: ScoreOptions,
  numbers: "now" | "by chunk" = "now",
): Prepared {
  const strategy = scoringStrategyOf("prune", options.strategy);
  checkNetwork("prune", network);
  const all = isTensor(inputs) ? inputs : tensor(inputs);
  const isLater = numbers === "by chunk" && strategy.passes !== undefined && options.samples === undefined;
  (isLater ? checkInputShape : checkInputs)("prune", network, all);
  const { loss, random } = options;
  const targets = strategy.needsTargets === true ? options.targets : undefined;
  if (targets && loss) checkSamples("prune", network, { inputs: all, targets }, loss);
  return { strategy, calibration: { loss, random, ...draw(all, targets, options) } };
}

/** The inputs and targets that a strategy gets to see. */
function draw(
  inputs: Tensor,
  targets: Tensor | undefined,
  { samples, random }: Pick<ScoreOptions, "samples" | "random">,
): Pick<Calibration, "inputs" | "targets"> {
  const [N] = inputs.shape;
  if (samples === undefined) return { inputs, targets };
  if (!Number.isInteger(samples) || samples < 1 || samples > N)
    throw new ValueError("prune", `samples to be a whole number from 1 to ${N}`, String(samples));
  if (random === undefined) throw new ValueError("prune", "a random stream to draw samples with", "none");
  const chosen = permutation(N, random).subarray(0, samples);
  return { inputs: takeRows(inputs, chosen), targets: targets && takeRows(targets, chosen) };
}

const isTensor = (value: Tensor | Nested): value is Tensor =>
  typeof value === "object" && !Array.isArray(value);
