import { peak } from "@espalier/tensor/peak";
import { COPIED_BYTES } from "../src/tasks.ts";
import type {
  Contender,
  JacobianTask,
  LimitTask,
  Prepared,
  ProductTask,
  SolverTask,
  TrainingTask,
} from "../src/tasks.ts";
import { sweepsOf } from "../src/works/solver.ts";
import { engine } from "./support.ts";

const arithmetic = await peak();

/** The SIMD arithmetic of the engine, in one thread, doing this many operations. */
function compute(dtype: "f32" | "f64", flop: number): Prepared {
  if (arithmetic === undefined) throw new Error("this engine has no SIMD");
  return { share: arithmetic.flop[dtype] / flop, run: () => arithmetic.run(dtype) };
}

const product = ({ dtype, M, K, N }: ProductTask): Prepared => compute(dtype, 2 * M * K * N);

/** The products of a step alone: forward, the gradient of each weight, and that of all inputs but the first. */
function training({ sizes, samples }: TrainingTask): Prepared {
  const weights = sizes.slice(1).map((I, k) => I * sizes[k]);
  const flop = 2 * samples * weights.reduce((sum, count, k) => sum + (k === 0 ? 2 : 3) * count, 0);
  return compute("f32", flop);
}

const solver = ({ sizes, samples, kept }: SolverTask): Prepared =>
  compute("f32", kept * sweepsOf(sizes, samples));

/** Writes as many bytes. New arrays have to come from the system first. */
function jacobian({ sizes, samples, into }: JacobianTask): Prepared {
  const outputs = sizes[sizes.length - 1];
  const entries = sizes.slice(1).map((I, k) => samples * outputs * I * (sizes[k] + 1));
  const make = (): Float32Array[] => entries.map((count) => new Float32Array(count));
  const held = into === "new" ? undefined : make();
  return { run: () => (held ?? make()).forEach((array) => array.fill(1)) };
}

function limit({ of }: LimitTask): Prepared {
  if (of === "f32" || of === "f64") return compute(of, 1e9);
  const [from, to] = [new Float32Array(COPIED_BYTES / 4).fill(1), new Float32Array(COPIED_BYTES / 4).fill(1)];
  return { run: of === "copy" ? () => to.set(from) : () => void to.fill(2) };
}

export const contender: Contender = {
  available: engine,
  prepare: { limit, product, training, jacobian, solver },
};
