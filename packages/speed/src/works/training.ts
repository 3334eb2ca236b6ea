import type { Data } from "../samples.ts";
import { nameOf } from "./work.ts";
import type { Case, Work } from "./work.ts";

export const training = ({ classifier }: Data): Work => ({
  name: "training",
  title: `A training step, ${nameOf(classifier)} in f32`,
  counted:
    "Forward pass, softmax cross-entropy, gradients, Adam. Ours is `train` with one step an epoch: with or without the tape, and in two threads, it also draws the order " +
    "of the samples and copies their rows. The others step on one batch that is where they want it. One thread. The limit is the arithmetic of the products alone, with " +
    "all zeros of the samples multiplied; ours leaves many of them out.",
  contenders: [
    "limit",
    "kernels",
    "two threads",
    "bare",
    "plain",
    "naive",
    "tensorflow",
    "jax",
    "numpy",
    "torch",
  ],
  cases: [64, 128, 256, 1024].map((samples) => ({
    name: `batch ${samples}`,
    work: "training",
    task: { ...classifier, samples },
  })),
});

export const fineTuning = ({ classifier }: Data): Work => ({
  name: "fine-tuning",
  title: `A step of fine-tuning, ${nameOf(classifier)} in f32`,
  counted:
    "A step of `train` on the digits, with all weights, and with the masks of a network from which the method of the paper removed some. Inputs that no kept weight " +
    "reads are left out, and products leave out the zeros of the weights. The bits are those of a training that multiplies them. One thread.",
  contenders: ["kernels"],
  cases: [128, 1024].flatMap((samples) =>
    [0, 0.9, 0.95, 0.98].map((ratio): Case => ({
      name: nameOfFineTuning(samples, ratio),
      work: "fine-tuning",
      task: { ...classifier, samples, ratio },
    })),
  ),
});

export const nameOfFineTuning = (samples: number, ratio: number): string =>
  `batch ${samples}, ${ratio === 0 ? "all weights" : `${Math.round(100 * ratio)} % removed`}`;
