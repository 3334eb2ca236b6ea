import { initialNetwork, seededRandom, training } from "@espalier/prune";
import type { AdamState, Network, Random, Samples, Trained } from "@espalier/prune";

export interface LearnOptions {
  readonly seed: number;
  readonly epochs: number;
}

/** The hyper-parameters of every network of the page. */
const settings = { loss: "mean-squared-error", batch: 32, learningRate: 0.01 } as const;

/** A 2-8-8-1 network, trained from a seed. */
export const learned = (samples: Samples, { seed, epochs }: LearnOptions): Trained => {
  const learner = new Learner(samples, seed);
  learner.advance(epochs);
  return { network: learner.network, state: learner.state };
};

/** A training that goes on an epoch at a time; the result does not depend on how the epochs are divided. */
export class Learner {
  readonly #samples: Samples;
  readonly #random: Random;
  #network: Network;
  #state: AdamState | undefined;
  /** The mean loss of each epoch so far. */
  readonly losses: number[] = [];

  constructor(samples: Samples, seed: number) {
    this.#samples = samples;
    this.#random = seededRandom(seed);
    this.#network = initialNetwork({ sizes: [2, 8, 8, 1], random: this.#random });
  }

  get network(): Network {
    return this.#network;
  }

  get state(): AdamState {
    if (this.#state === undefined) throw new Error("expected a training of one epoch or more; received none");
    return this.#state;
  }

  advance(epochs: number): void {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const work = training(this.#network, this.#samples, {
        ...settings,
        epochs: 1,
        random: this.#random,
        state: this.#state,
      });
      for (let step = work.next(); ; step = work.next()) {
        if (step.done === true) {
          ({ network: this.#network, state: this.#state } = step.value);
          break;
        }
        if (step.value.done === 1) this.losses.push(step.value.loss ?? NaN);
      }
    }
  }
}
