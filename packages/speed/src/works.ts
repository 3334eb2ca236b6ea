import type { DType } from "@espalier/tensor";
import type { Pace } from "./race.ts";
import type { Data } from "./samples.ts";
import { COPIED_BYTES } from "./tasks.ts";
import type { ProductTask, ScoresTask, Tasks, Variant, WorkName } from "./tasks.ts";

/** Something to do, in several sizes. One work is measured in one set of processes. */
export interface Work {
  /** As in `--only`. */
  readonly name: string;
  readonly title: string;
  /** What is counted, and what is not. */
  readonly counted: string;
  readonly cases: readonly Case[];
  /** Who takes part, by id. */
  readonly contenders: readonly string[];
  readonly pace?: Partial<Pace>;
}

export interface Case {
  readonly name: string;
  readonly work: WorkName;
  readonly task: Tasks[WorkName];
  /** Of the whole case, where its speed is of interest. */
  readonly flop?: number;
  readonly bytes?: number;
}

export const limits: Work = {
  name: "limits",
  title: "What the machine can do",
  counted:
    "Multiplications and additions by the SIMD instructions of WebAssembly in one thread, with next to nothing besides; and copies, or " +
    `writing, of ${COPIED_BYTES / 2 ** 20} MiB of memory that is there already.`,
  contenders: ["limit"],
  cases: [
    { name: "arithmetic in f32", work: "limit", task: { of: "f32" }, flop: 1e9 },
    { name: "arithmetic in f64", work: "limit", task: { of: "f64" }, flop: 1e9 },
    { name: "copy", work: "limit", task: { of: "copy" }, bytes: COPIED_BYTES },
    { name: "write", work: "limit", task: { of: "fill" }, bytes: COPIED_BYTES },
  ],
};

/** What a product is good for in the paper's networks, its form, M, K and N. Transposed forms read B or A as it is stored. */
type Shape = readonly [name: string, form: ProductTask["form"], M: number, K: number, N: number];

// prettier-ignore
const shapes: readonly Shape[] = [
  ["forward, MNIST",          "NT",  128,  784,   32],
  ["forward, MNIST",          "NT", 1024,  784,   32],
  ["forward, MNIST",          "NT", 1024,  784,   64],
  ["forward, hidden",         "NT", 1024,   32,   32],
  ["forward, ten outputs",    "NT", 1024,   32,   10],
  ["forward, PDE",            "NT", 1024,   68,   64],
  ["forward, PDE hidden",     "NT", 1024,   64,   32],
  ["forward, PDE hidden",     "NT", 1024,   16,   16],
  ["gradient of W, MNIST",    "TN",   32,  128,  784],
  ["gradient of W, MNIST",    "TN",   32, 1024,  784],
  ["gradient of W, hidden",   "TN",   32, 1024,   32],
  ["gradient of W, PDE",      "TN",   64, 1024,   68],
  ["gradient of W, outputs",  "TN",   10, 1024,   32],
  ["gradient of X, hidden",   "NN", 1024,   32,   32],
  ["gradient of X, outputs",  "NN", 1024,   10,   32],
  ["square",                  "NN",   64,   64,   64],
  ["square",                  "NN",  128,  128,  128],
  ["square",                  "NN",  256,  256,  256],
  ["square",                  "NN",  512,  512,  512],
  ["square",                  "NN", 1024, 1024, 1024],
];

const caseOf =
  (dtype: DType) =>
  ([name, form, M, K, N]: Shape): Case => ({
    name: `${name}, ${M} × ${K} × ${N}`,
    work: "product",
    task: { dtype, form, M, K, N },
    flop: 2 * M * K * N,
  });

const products = (dtype: DType): Work => ({
  name: `products ${dtype}`,
  title: `Matrix products in ${dtype}`,
  counted:
    "[M, K] · [K, N], written into memory that is there, or into a new matrix where a library offers nothing else. Ours has its operands where " +
    "its kernels compute, as in a training; the others have theirs in their own memory.",
  contenders: [
    "limit",
    "kernels",
    "plain",
    "naive",
    "ndarray-gemm",
    ...(dtype === "f32" ? ["tensorflow"] : []),
    "jax",
    "numpy",
    "torch",
  ],
  cases: shapes.map(caseOf(dtype)),
  pace: { warmUp: 0.1, sample: 0.02, allowance: 1 },
});

export const singleProducts: Work = products("f32");
export const doubleProducts: Work = products("f64");

const nameOf = ({ sizes }: ScoresTask): string => sizes.join("-");
const thousands = (n: number): string => n.toLocaleString("en-US");

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

export const solved: readonly (readonly number[])[] = [
  [784, 32, 32, 10],
  [784, 64, 64, 10],
  [784, 300, 100, 10],
  [68, 32, 32, 32, 1],
];

/** Multiplications and additions of one forward, one tangent and one reverse sweep, in which the inputs do not move. */
export const sweepsOf = (sizes: readonly number[], samples: number): number =>
  sizes.slice(1).reduce((sum, I, k) => sum + 2 * samples * I * sizes[k] * (k === 0 ? 3 : 5), 0);

export const solver: Work = {
  name: "solver",
  title: "A product with the Gauss–Newton matrix",
  counted:
    "H v, for 10,240 samples without zeros, in f32. The limit is the arithmetic of the matrix products of one forward, one tangent and one reverse sweep in one thread, for the weights that are there; the " +
    "forward sweep is done once for all products at a point. With 10 % of the weights, which are drawn at random, no input and no neuron is gone.",
  contenders: ["limit", "kernels", "two threads"],
  cases: solved.flatMap((sizes) =>
    [1, 0.1].map((kept): Case => ({
      name: nameOfSolver(sizes, kept),
      work: "solver",
      task: { sizes, samples: 10_240, kept },
      flop: kept * sweepsOf(sizes, 10_240),
    })),
  ),
  pace: { warmUp: 0.2, sample: 0.05, allowance: 2 },
};

export function nameOfSolver(sizes: readonly number[], kept: number): string {
  return `${sizes.join("-")}, ${kept === 1 ? "all weights" : `${100 * kept} % of the weights`}`;
}

export const jacobian = ({ classifier }: Data): Work => ({
  name: "jacobian",
  title: `The per-sample Jacobian of ${nameOf(classifier)}, dense, in f32`,
  counted:
    "∂ every output / ∂ every weight and bias, for each of 256 samples: 273 MB. PyTorch by vmap(jacrev), jax-js by vmap of a vjp that is vmapped, NumPy by hand. " +
    "The limit is to write so many numbers. Into new arrays, it waits for pages that the system hands over one by one; NumPy asks for large ones, which " +
    "JavaScript cannot. Into the same arrays, ours is `denseInto` an arena of the kernels. PyTorch and jax-js take no memory for such a result: both times " +
    "they do the same, PyTorch in new arrays and jax-js in a heap of its own, which it uses again.",
  contenders: ["limit", "kernels", "plain", "naive", "jax", "numpy", "torch"],
  cases: (["new", "the same"] as const).map((into) => ({
    name: `into ${into} arrays`,
    work: "jacobian",
    task: { ...classifier, samples: 256, into },
  })),
});

export const scores = ({ classifier, regressor }: Data): Work => ({
  name: "scores",
  title: "Scores and compensations of all weights",
  counted:
    "From samples in memory in f32 to the importance and the compensation of each weight. Ours sums in f64 around a shift, and loses no digits to a " +
    "large mean; NumPy, PyTorch and jax-js have the same factored form with plain sums Σ G x and Σ G x² of some 1,000 samples in f32, and the loops have them " +
    "in f64. By vmap(jacrev), 256 samples are measured, and as many times counted as they go into all. Two threads are running before.",
  contenders: ["kernels", "two threads", "plain", "naive", "jax", "numpy", "torch", "torch vmap"],
  cases: [classifier, regressor].map((task) => ({
    name: `${nameOf(task)}, ${thousands(task.samples)} samples`,
    work: "scores",
    task,
  })),
});

export const nonlinear = ({ classifier }: Data): Work => ({
  name: "nonlinear",
  title: `The non-linear method on ${nameOf(classifier)}`,
  counted:
    "The exact change of the outputs for each weight that is removed, beside the method of closed form on the same samples. The loops compute all " +
    "outputs anew; of the weights they remove four, and count as many times as they go into all.",
  contenders: ["kernels", "two threads", "plain", "proposed", "naive"],
  cases: [{ name: "1,024 samples", work: "nonlinear", task: { ...classifier, samples: 1024 } }],
});

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

/** Ours alone, on several runtimes. */
export const runtimes = ({ classifier }: Data): Work => ({
  name: "runtimes",
  title: "Ours on other runtimes",
  counted:
    "The same programs and kernels on Node, on Deno, on Bun and in a page of Chromium. The bits of the results are the same on all of them: see [Runtimes](runtimes.md).",
  contenders: ["kernels", "deno", "bun", "chromium"],
  cases: [
    ...precisions.map((dtype): Case => ({
      ...caseOf(dtype)(["product", "NT", 1024, 784, 32]),
      name: `product in ${dtype}, 1024 × 784 × 32`,
    })),
    { name: "training step, batch 128", work: "training", task: { ...classifier, samples: 128 } },
    { name: `scores, ${thousands(classifier.samples)} samples`, work: "scores", task: classifier },
  ],
});

/** In the order of the page. */
export const worksOn = (data: Data): readonly Work[] => [
  limits,
  singleProducts,
  doubleProducts,
  training(data),
  fineTuning(data),
  solver,
  jacobian(data),
  scores(data),
  nonlinear(data),
  forwardPass,
  inference,
  runtimes(data),
];
