import { checkNetwork, requireChain, sizesOf, run, initialNetwork } from "@espalier/network";
import type { Network, Samples, Abort, Progress, Work, TrainOptions } from "@espalier/network";
import { checkOptions, show, initialActivation, checkWhole, trainingFor } from "@espalier/network/internal";
import { strategyOf } from "@espalier/scores";
import type { Pruned, RetrainingStrategy, Strategy } from "@espalier/scores";
import { checkRatio } from "@espalier/scores/internal";
import { dtypeOf, ShapeError, ValueError } from "@espalier/tensor";
import type { Random } from "@espalier/tensor";
import { pruningFor } from "../prune.ts";

/** Options of the experiment: those of training and pruning together. */
export interface TrainPruneFineTuneOptions extends Omit<TrainOptions, "epochs" | "masks" | "stage"> {
  /** Before pruning, and after. */
  readonly epochs: readonly [number, number];
  /** ρ, the fraction of weights to remove, in [0, 1]. */
  readonly ratio: number;
  /** A name, or a strategy of your own; `elimination-compensation` by default. */
  readonly strategy?: string | Strategy | undefined;
  /** Stops between two steps, with the signal's reason. */
  readonly signal?: Abort | undefined;
  /** Called at every step. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The networks of one experiment. */
export interface TrainedAndPruned {
  /** Before pruning. For a strategy that trains another network from scratch: that one, untrained. */
  readonly trained: Network;
  /** Right after pruning; absent for a strategy that prunes nothing. */
  readonly pruned?: Pruned;
  /** After fine-tuning. */
  readonly fineTuned: Network;
}

const WHO = "trainPruneFineTune";

/**
 * The experiment of the paper, once: trains a network, prunes it, and trains the rest.
 *
 * @param network an untrained one, see `initialNetwork`
 * @throws InputError as `train` and `prune` do; the reason of the signal, once it is aborted
 */
export const trainPruneFineTune = (
  network: Network,
  samples: Samples,
  options: TrainPruneFineTuneOptions,
): Promise<TrainedAndPruned> => run(experiment(network, samples, options), options);

function* experiment(
  network: Network,
  samples: Samples,
  options: TrainPruneFineTuneOptions,
): Work<TrainedAndPruned> {
  checkOptions(WHO, options, '{ loss: "mean-squared-error", epochs: [10, 10], ratio: 0.8, random }');
  // Before training, not hours later.
  checkRatio(WHO, options.ratio);
  const [before, after] = bothEpochs(options.epochs);
  function* trainedBy(from: Network, more: Pick<TrainOptions, "epochs" | "masks" | "stage">): Work<Network> {
    return (yield* trainingFor(WHO, from, samples, { ...options, ...more })).network;
  }
  const strategy = strategyOf(WHO, options.strategy ?? "elimination-compensation");
  if (strategy.kind === "retrain") {
    const whole = narrowerFor(WHO, network, strategy, options.ratio, options.random);
    return { trained: whole, fineTuned: yield* trainedBy(whole, { epochs: before + after }) };
  }
  const trained = yield* trainedBy(network, { epochs: before });
  const pruned = yield* pruningFor(WHO, trained, samples.inputs, {
    ...options,
    targets: samples.targets,
  });
  const { masks } = pruned;
  const fineTuned = yield* trainedBy(pruned.network, { epochs: after, masks, stage: "fine-tune" });
  return { trained, pruned, fineTuned };
}

function bothEpochs(epochs: readonly [number, number]): readonly [number, number] {
  if (!(Array.isArray(epochs) && epochs.length === 2))
    throw new ValueError(WHO, "epochs to be two numbers, before pruning and after", show(epochs));
  for (const each of epochs) checkWhole(WHO, "epochs", each, 0);
  return epochs;
}

/**
 * The untrained network that a retraining strategy uses in place of a pruned one, with the same activations.
 *
 * @throws ValueError when the ratio is not in [0, 1], or there is no random stream
 * @throws ShapeError when the network is not valid, or the strategy gives sizes of another number of layers
 */
export const narrower = (
  network: Network,
  strategy: RetrainingStrategy,
  ratio: number,
  random: Random,
): Network => narrowerFor("narrower", network, strategy, ratio, random);

function narrowerFor(
  who: string,
  network: Network,
  strategy: RetrainingStrategy,
  ratio: number,
  random: Random,
): Network {
  checkRatio(who, ratio);
  checkNetwork(who, network);
  requireChain(who, "a narrower network of the same form", network);
  const sizes = strategy.sizes(sizesOf(network), ratio);
  const { length } = network.layers;
  if (sizes.length !== length + 1)
    throw new ShapeError(who, `sizes of ${length} layers`, `[${sizes.join(", ")}] of ${strategy.name}`);
  const dtype = dtypeOf(network.layers[0].weight);
  const { layers } = initialNetwork({ sizes, random, dtype });
  return {
    layers: layers.map((layer, k) => {
      const { activation } = network.layers[k];
      const slopes = activation.kind === "prelu" && activation.slope.data.length > 1 ? sizes[k + 1] : 1;
      return { ...layer, activation: initialActivation(activation, slopes, dtype) };
    }),
  };
}
