import type { DType } from "@espalier/tensor";
import type { Variant } from "../tasks.ts";
import type { Case, Work } from "./work.ts";

const sizes = [784, 32, 32, 10];

/** Fractions of removed weights, in ascending order. */
export const ratios: readonly number[] = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98];
export const batches: readonly number[] = [1, 128];
export const precisions: readonly DType[] = ["f32", "f64"];

export const nameOfForward = (dtype: DType, samples: number, ratio: number): string =>
  `${dtype}, batch ${samples}, ${Math.round(100 * ratio)} %`;

export const forwardPass: Work = {
  name: "forward",
  title: "A forward pass without the zeros, 784-32-32-10",
  counted:
    "The outputs of a network from which the smallest weights were removed: by `forward`, which multiplies zeros like everything else, and by " +
    "`sparseForward` of `@espalier/prune/sparse`. The inputs have no zeros. Conversion is not counted; the results have the same bits. Times are the shortest of all rounds.",
  contenders: ["plain", "sparse plain", "kernels", "sparse kernels"],
  cases: precisions.flatMap((dtype) =>
    batches.flatMap((samples) =>
      ratios.map((ratio): Case => ({
        name: nameOfForward(dtype, samples, ratio),
        work: "forward",
        task: { dtype, sizes, samples, ratio },
      })),
    ),
  ),
  pace: { warmUp: 0.05, sample: 0.005, allowance: 1 },
};

const inferenceSizes = [784, 256, 256, 10];

const variants: readonly (readonly [Variant, string])[] = [
  ["dense", "dense"],
  ["sparse", "without 90 % of the weights"],
  ["compacted", "without half of the neurons"],
];

export const inference: Work = {
  name: "inference",
  title: `Inference, ${inferenceSizes.join("-")} in f32`,
  counted:
    "The outputs of a network with ReLUs, whole or without its smallest weights or neurons. Ours leaves the zeros out (`sparseForward`); onnxruntime, which reads the " +
    "same network as ONNX, multiplies them. Without neurons the network is a smaller one for all. One thread. The inputs have no zeros.",
  contenders: ["kernels", "plain", "deno", "bun", "chromium", "onnxruntime-node", "onnxruntime-web"],
  cases: variants.flatMap(([variant, shown]) =>
    batches.map((samples): Case => ({
      name: `${shown}, batch ${samples}`,
      work: "inference",
      task: { sizes: inferenceSizes, samples, variant },
    })),
  ),
  pace: { warmUp: 0.2, sample: 0.02, allowance: 2 },
};
