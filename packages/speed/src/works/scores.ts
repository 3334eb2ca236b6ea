import type { Data } from "../samples.ts";
import { nameOf, thousands } from "./work.ts";
import type { Work } from "./work.ts";

export const jacobian = ({ classifier }: Data): Work => ({
  name: "jacobian",
  title: `The per-sample Jacobian of ${nameOf(classifier)}, dense, in f32`,
  counted:
    "∂ every output / ∂ every weight and bias, for each of 256 samples: 273 MB. PyTorch by vmap(jacrev), jax-js by vmap of a vjp that is vmapped, NumPy by hand. " +
    "The limit is to write as many numbers. Into new arrays, it waits for pages that the system hands over one by one; NumPy asks for large ones, which " +
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
    'large mean; with `sums: "f32"` it sums 128 samples in f32 around the shift of a chunk, adds these sums in f64, and keeps four digits. NumPy, PyTorch and jax-js have the same factored form with plain sums Σ G x and Σ G x² of some 1,000 samples in f32, and the loops have them ' +
    "in f64. By vmap(jacrev), 256 samples are measured, and as many times counted as they go into all. Two threads are running before.",
  contenders: [
    "kernels",
    "single sums",
    "two threads",
    "plain",
    "naive",
    "jax",
    "numpy",
    "torch",
    "torch vmap",
  ],
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
