import { quartiles, ratio, seconds } from "./race.ts";
import type { Quartiles } from "./race.ts";
import type { CaseResult, Performance } from "./results.ts";
import { entryOf } from "./tables/cells.ts";
import { nameOfSolver, solved } from "./works/solver.ts";
import { nameOfFineTuning } from "./works/training.ts";

/** A figure that stands for a work. */
export interface Figure {
  readonly what: string;
  /** The measurement; undefined where there is none. */
  readonly measured: (results: Performance) => Quartiles | undefined;
  readonly unit: "times" | "%" | "ms" | "kB" | "bytes" | "GFLOP/s";
}

const casesOf = ({ works }: Performance, name: string): readonly CaseResult[] =>
  works.find((work) => work.name === name)?.cases ?? [];

const mapped = ({ low, median, high }: Quartiles, f: (value: number) => number): Quartiles => ({
  low: f(low),
  median: f(median),
  high: f(high),
});

/** The same number three times, for a figure that is counted once. */
const counted = (value: number | undefined): Quartiles | undefined =>
  value === undefined ? undefined : { low: value, median: value, high: value };

/** How many times longer `of` takes than `to`, by round. */
function ratioIn(found: CaseResult, of: string, to: string): Quartiles | undefined {
  const [slow, fast] = [entryOf(found, of), entryOf(found, to)];
  return slow && fast && ratio(slow.seconds, fast.seconds);
}

/** {@link ratioIn} in the case of a work whose name begins so. */
const times =
  (work: string, name: string, of: string, to: string): Figure["measured"] =>
  (results) => {
    const found = casesOf(results, work).find((each) => each.name.startsWith(name));
    return found && ratioIn(found, of, to);
  };

/** How many times longer ours takes in one case of a work than in another, by round. */
const between =
  (work: string, slow: string, fast: string): Figure["measured"] =>
  (results) => {
    const [one, other] = [slow, fast].map((name) => {
      const found = casesOf(results, work).find((each) => each.name === name);
      return found && entryOf(found, "kernels");
    });
    return one && other && ratio(one.seconds, other.seconds);
  };

/** The arithmetic of the engine at best, on the day of the run. */
const peakOf =
  (dtype: string): Figure["measured"] =>
  (results) => {
    const found = casesOf(results, "limits").find(({ name }) => name.endsWith(dtype));
    const entry = found && entryOf(found, "limit");
    // The longest time is the lowest speed.
    if (found?.flop === undefined || entry === undefined) return undefined;
    const { low, median, high } = mapped(seconds(entry.seconds), (taken) => found.flop! / taken / 1e9);
    return { low: high, median, high: low };
  };

/** The slowest of all products whose smallest side is in a range, as a part of the peak in %. */
const ofPeak =
  (dtype: string, isOf: (side: number) => boolean): Figure["measured"] =>
  (results) => {
    const shares = casesOf(results, `products ${dtype}`)
      .filter(({ side }) => side !== undefined && isOf(side))
      .flatMap((each) => ratioIn(each, "limit", "kernels") ?? [])
      .toSorted((a, b) => a.median - b.median);
    return shares.length === 0 ? undefined : mapped(shares[0], (share) => 100 * share);
  };

/** Milliseconds that a program of ours takes longer than Node alone, by round. */
const aboveNode =
  (id: string): Figure["measured"] =>
  (results) => {
    const [found] = casesOf(results, "start-up");
    const [ours, node] = [id, "node"].map((each) => found && entryOf(found, each)?.seconds);
    return (
      ours &&
      node &&
      quartiles(
        ours.flatMap((taken, round) => {
          const alone = node[round];
          return taken === null || alone === null ? [] : [1000 * (taken - alone)];
        }),
      )
    );
  };

const gzipOf =
  (name: string): Figure["measured"] =>
  ({ sizes }) => {
    const found = sizes.find((each) => each.name === name);
    return counted(found && found.gzip / 1000);
  };

const [MNIST, EQUATION] = ["784-32-32-10", "68-64-32-32-16-16-1"];
const [NEW, SAME] = ["into new", "into the same"];

// prettier-ignore
export const figures: readonly Figure[] = [
  { what: "the peak in f32 that day",                          measured: peakOf("f32"),                                            unit: "GFLOP/s" },
  { what: "the peak in f64 that day",                          measured: peakOf("f64"),                                            unit: "GFLOP/s" },
  { what: "the slowest product in f32, of the peak",           measured: ofPeak("f32", (side) => side >= 16),                      unit: "%"       },
  { what: "the slowest in f32 with a side below 16",           measured: ofPeak("f32", (side) => side < 16),                       unit: "%"       },
  { what: "the slowest product in f64, of the peak",           measured: ofPeak("f64", (side) => side >= 16),                      unit: "%"       },
  { what: "the slowest in f64 with a side below 16",           measured: ofPeak("f64", (side) => side < 16),                       unit: "%"       },
  { what: "training, batch 64: PyTorch takes",                 measured: times("training", "batch 64", "torch", "kernels"),        unit: "times"   },
  { what: "training, batch 1024: PyTorch takes",               measured: times("training", "batch 1024", "torch", "kernels"),      unit: "times"   },
  { what: "training, batch 128: with the tape a step takes",   measured: times("training", "batch 128", "kernels", "bare"),        unit: "times"   },
  { what: "training, batch 1024: one thread takes, of two",    measured: times("training", "batch 1024", "kernels", "two threads"), unit: "times"  },
  ...[128, 1024].map((samples): Figure => ({
    what: `fine-tuning, batch ${samples}: with all weights a step takes, of one without 90 %`,
    measured: between("fine-tuning", nameOfFineTuning(samples, 0), nameOfFineTuning(samples, 0.9)),
    unit: "times",
  })),
  ...solved.flatMap((sizes): Figure[] => [
    { what: `a product with the Gauss–Newton matrix of ${sizes.join("-")}: of its limit, it takes`, measured: times("solver", nameOfSolver(sizes, 1), "kernels", "limit"), unit: "times" },
    { what: `the same: one thread takes, of two`,              measured: times("solver", nameOfSolver(sizes, 1), "kernels", "two threads"), unit: "times" },
  ]),
  { what: "training: a step leaves arrays behind",             measured: ({ heap }) => counted(heap?.arrays),                      unit: "bytes"   },
  { what: "dense Jacobian into the same arrays: PyTorch's vmap(jacrev) takes", measured: times("jacobian", SAME, "torch", "kernels"), unit: "times" },
  { what: "dense Jacobian into the same arrays: of the time to write as many bytes, ours takes", measured: times("jacobian", SAME, "kernels", "limit"), unit: "times" },
  { what: "dense Jacobian into new arrays: of the time to write as many bytes, ours takes", measured: times("jacobian", NEW, "kernels", "limit"), unit: "times" },
  ...[MNIST, EQUATION].flatMap((name): Figure[] => [
    { what: `scores of ${name}: NumPy takes`,                  measured: times("scores", name, "numpy", "kernels"),                unit: "times"   },
    { what: `scores of ${name}: NumPy takes, of ours with sums in f32`, measured: times("scores", name, "numpy", "single sums"), unit: "times"   },
    { what: `scores of ${name}: PyTorch, factored, takes`,     measured: times("scores", name, "torch", "kernels"),                unit: "times"   },
    { what: `scores of ${name}: naive loops take`,             measured: times("scores", name, "naive", "kernels"),                unit: "times"   },
    { what: `scores of ${name}: one thread takes, of two`,     measured: times("scores", name, "kernels", "two threads"),          unit: "times"   },
  ]),
  { what: "the non-linear method: of the proposed one, it takes", measured: times("nonlinear", "", "kernels", "proposed"),         unit: "times"   },
  { what: "inference, dense, batch 128: onnxruntime-node takes", measured: times("inference", "dense, batch 128", "onnxruntime-node", "kernels"), unit: "times" },
  { what: "inference, without 90 % of the weights, batch 128: onnxruntime-node takes", measured: times("inference", "without 90 % of the weights, batch 128", "onnxruntime-node", "kernels"), unit: "times" },
  { what: "inference, dense, batch 128: onnxruntime-web takes", measured: times("inference", "dense, batch 128", "onnxruntime-web", "kernels"), unit: "times" },
  { what: "start-up to the first scores, above Node's own",    measured: aboveNode("kernels"),                                     unit: "ms"      },
  { what: "main entries together, gzip",                       measured: gzipOf("all three together"),                             unit: "kB"      },
];
