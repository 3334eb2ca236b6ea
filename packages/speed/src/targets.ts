import { ratio, seconds } from "./race.ts";
import type { CaseResult, Performance } from "./results.ts";

/** Something that was set out to be reached. */
export interface Target {
  readonly what: string;
  /** The measurement; undefined where there is none. */
  readonly measured: (results: Performance) => number | undefined;
  readonly bound: { readonly least: number } | { readonly most: number };
  readonly unit: "times" | "%" | "ms" | "kB" | "bytes";
}

export const isMet = (measured: number, bound: Target["bound"]): boolean =>
  "least" in bound ? measured >= bound.least : measured <= bound.most;

/** How many times longer `of` takes than `to`, in the case of a work whose name begins so. */
const times =
  (work: string, name: string, of: string, to: string): Target["measured"] =>
  (results) => {
    const found = casesOf(results, work).find((each) => each.name.startsWith(name));
    return found && ratioIn(found, of, to);
  };

const casesOf = ({ works }: Performance, name: string): readonly CaseResult[] =>
  works.find((work) => work.name === name)?.cases ?? [];

/** The median ratio of two entries of a case. */
export function ratioIn({ entries }: CaseResult, of: string, to: string): number | undefined {
  const [slow, fast] = [of, to].map((id) => entries.find((entry) => entry.id === id));
  return slow && fast && ratio(slow.seconds, fast.seconds).median;
}

/** The worst of all products whose smallest side is in a range, as a part of the peak in %. */
const ofPeak =
  (dtype: string, isOf: (side: number) => boolean): Target["measured"] =>
  (results) => {
    const shares = casesOf(results, `products ${dtype}`)
      .filter(({ side }) => side !== undefined && isOf(side))
      .flatMap((each) => ratioIn(each, "limit", "kernels") ?? []);
    return shares.length === 0 ? undefined : 100 * Math.min(...shares);
  };

/** The longest of the tape's detours, at batches of 128 and more, in %. */
const detour: Target["measured"] = (results) => {
  const longer = casesOf(results, "training")
    .filter(({ name }) => name !== "batch 64")
    .flatMap((each) => ratioIn(each, "kernels", "bare") ?? []);
  return longer.length === 0 ? undefined : 100 * (Math.max(...longer) - 1);
};

/** Milliseconds that ours takes longer to start than Node does. */
const aboveNode: Target["measured"] = (results) => {
  const [found] = casesOf(results, "start-up");
  const [ours, node] = ["kernels", "node"].map((id) => found?.entries.find((entry) => entry.id === id));
  return ours && node && 1000 * (seconds(ours.seconds).median - seconds(node.seconds).median);
};

const together: Target["measured"] = ({ sizes }) => {
  const found = sizes.find(({ name }) => name === "all three together");
  return found && found.gzip / 1000;
};

const MNIST = "784-32-32-10";
const [NEW, SAME] = ["into new", "into the same"];

// prettier-ignore
export const targets: readonly Target[] = [
  { what: "the slowest product in f32, of the peak",                    measured: ofPeak("f32", (side) => side >= 16),          bound: { least: 85 },  unit: "%"     },
  { what: "the slowest with a side below 16",                           measured: ofPeak("f32", (side) => side < 16),           bound: { least: 70 },  unit: "%"     },
  { what: "the slowest product in f64, of the peak",                    measured: ofPeak("f64", (side) => side >= 16),          bound: { least: 85 },  unit: "%"     },
  { what: "the slowest with a side below 16",                           measured: ofPeak("f64", (side) => side < 16),           bound: { least: 70 },  unit: "%"     },
  { what: "training, batch 64: PyTorch takes",                          measured: times("training", "batch 64", "torch", "kernels"),   bound: { least: 1.8 }, unit: "times" },
  { what: "training, batch 256: PyTorch takes",                         measured: times("training", "batch 256", "torch", "kernels"),  bound: { least: 1 },   unit: "times" },
  { what: "training, batch 1024: PyTorch takes",                        measured: times("training", "batch 1024", "torch", "kernels"), bound: { least: 0.6 }, unit: "times" },
  { what: "training, batch 128 and more: the tape adds at most",        measured: detour,                                       bound: { most: 15 },   unit: "%"     },
  { what: "training: a step leaves arrays behind",                      measured: ({ heap }) => heap?.arrays,                   bound: { most: 0 },    unit: "bytes" },
  { what: "dense Jacobian into the same arrays: PyTorch's vmap(jacrev) takes", measured: times("jacobian", SAME, "torch", "kernels"), bound: { least: 5 }, unit: "times" },
  { what: "dense Jacobian into the same arrays: jax-js takes",          measured: times("jacobian", SAME, "jax", "kernels"),    bound: { least: 3 },   unit: "times" },
  { what: "dense Jacobian into the same arrays: of the time to write as many bytes, ours takes", measured: times("jacobian", SAME, "kernels", "limit"), bound: { most: 1.5 }, unit: "times" },
  { what: "dense Jacobian into new arrays: of the time to write as many bytes, ours takes", measured: times("jacobian", NEW, "kernels", "limit"), bound: { most: 1.5 }, unit: "times" },
  { what: `scores of ${MNIST}, two threads: NumPy takes`,               measured: times("scores", MNIST, "numpy", "two threads"), bound: { least: 1 }, unit: "times" },
  { what: `scores of ${MNIST}: PyTorch, factored, takes`,               measured: times("scores", MNIST, "torch", "kernels"),   bound: { least: 1 },   unit: "times" },
  { what: `scores of ${MNIST}: jax-js takes`,                           measured: times("scores", MNIST, "jax", "kernels"),     bound: { least: 3 },   unit: "times" },
  { what: `scores of ${MNIST}: naive loops take`,                       measured: times("scores", MNIST, "naive", "kernels"),   bound: { least: 20 },  unit: "times" },
  { what: `scores of ${MNIST}: PyTorch's vmap(jacrev) takes`,           measured: times("scores", MNIST, "torch vmap", "kernels"), bound: { least: 300 }, unit: "times" },
  { what: "the non-linear method: of the time of the proposed one, it takes", measured: times("nonlinear", "", "kernels", "proposed"), bound: { most: 40 }, unit: "times" },
  { what: "start-up to the first scores, above Node's own",             measured: aboveNode,                                    bound: { most: 60 },   unit: "ms"    },
  { what: "main entries together, gzip",                                measured: together,                                     bound: { most: 25 },   unit: "kB"    },
];
