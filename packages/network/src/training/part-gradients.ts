import { dtypeOf, kernels, rowCopier, sizeOf, zerosIn } from "@espalier/tensor";
import type { Arena, Data, Tensor } from "@espalier/tensor";
import { repeatedGradients } from "../loss/gradient.ts";
import type { RepeatedGradients } from "../loss/gradient.ts";
import type { LossName, Samples } from "../loss/samples.ts";
import { parametersOf } from "../graph/network.ts";
import type { Network } from "../graph/network.ts";

/** Samples of a part, by default. */
export const PART = 512;

/** The mean loss of some samples and its gradient, both times their share of a batch. */
export interface PartGradient {
  readonly loss: number;
  /** One tensor for each parameter. */
  readonly gradients: readonly Tensor[];
}

/**
 * Makes a function that sums the gradients of the parts of a batch, or of some neighbouring ones, at the present numbers of the network:
 *
 *     ∇L = Σ_p (n_p / n) ∇L_p        with n_p samples in part p, of n in the batch
 *
 * The sum is a fixed tree: parts are added in pairs, and pairs of pairs. So its bits depend on the sizes of batch and parts, and not on who
 * computes which parts, if each takes a power of two of them. The next call overwrites the result.
 *
 * @param part the samples of each part but the last
 * @returns a function of the numbers of the samples, and of the size of the batch
 */
export function partGradients(
  loss: LossName,
  network: Network,
  samples: Samples,
  part: number,
  arena: Arena,
): (rows: Uint32Array, batch: number) => PartGradient {
  const parameters = parametersOf(network);
  const takeInputs = rowCopier(samples.inputs);
  const takeTargets = rowCopier(samples.targets);
  const computations = new Map<number, Samples & RepeatedGradients>();
  const tree = gradientTree(parameters, arena);

  const computationFor = (size: number): Samples & RepeatedGradients => {
    const known = computations.get(size);
    if (known !== undefined) return known;
    const places = {
      inputs: placeFor(samples.inputs, size, arena),
      targets: placeFor(samples.targets, size, arena),
    };
    const made = { ...places, ...repeatedGradients(loss, network, places, arena) };
    computations.set(size, made);
    return made;
  };

  const gradientOf = (rows: Uint32Array, batch: number): PartGradient => {
    const { inputs, targets, gradients, compute } = computationFor(rows.length);
    takeInputs(inputs, rows);
    takeTargets(targets, rows);
    const share = rows.length / batch;
    return { loss: share * compute(share), gradients };
  };

  return (rows, batch) => {
    if (rows.length <= part) return gradientOf(rows, batch);
    for (let from = 0; from < rows.length; from += part)
      tree.add(gradientOf(rows.subarray(from, from + part), batch));
    return tree.total();
  };
}

/** A sum of gradients in a fixed tree, see {@link partGradients}. */
export interface GradientTree {
  /** Adds the next gradient, which is copied. */
  readonly add: (gradient: PartGradient) => void;
  /** The sum of all gradients since the last total; the next one overwrites it. */
  readonly total: () => PartGradient;
}

/** A gradient as one array, with its parts as tensors. */
interface Sum {
  readonly all: Data;
  readonly gradients: readonly Tensor[];
  loss: number;
  summands: number;
}

/** A sum of 2ᵏ summands waits for the next of 2ᵏ, as the digits of a binary counter do. So there are at most log₂ n + 1 of them. */
export function gradientTree(parameters: readonly Tensor[], arena: Arena): GradientTree {
  const free: Sum[] = [];
  const waiting: Sum[] = [];
  const join = (): void => {
    const right = waiting.pop();
    const left = waiting.at(-1);
    if (left === undefined || right === undefined) throw new RangeError("two sums to join");
    kernels().add({ A: left.all, B: right.all, Y: left.all });
    left.loss += right.loss;
    left.summands += right.summands;
    free.push(right);
  };
  return {
    add({ loss, gradients }) {
      const sum = free.pop() ?? emptySum(parameters, arena);
      for (const [at, { data }] of gradients.entries()) sum.gradients[at].data.set(data);
      waiting.push(Object.assign(sum, { loss, summands: 1 }));
      while (waiting.length > 1 && waiting.at(-1)?.summands === waiting.at(-2)?.summands) join();
    },
    total() {
      while (waiting.length > 1) join();
      const sum = waiting.pop();
      if (sum === undefined) throw new RangeError("a sum of at least one gradient");
      free.push(sum);
      return sum;
    },
  };
}

function emptySum(parameters: readonly Tensor[], arena: Arena): Sum {
  const sizes = parameters.map(({ shape }) => sizeOf(shape));
  const all = arena.allocate(
    sizes.reduce((sum, size) => sum + size, 0),
    dtypeOf(parameters[0]),
  );
  let from = 0;
  const gradients = parameters.map(({ shape }, at) => ({
    shape,
    data: all.subarray(from, (from += sizes[at])),
  }));
  return { all, gradients, loss: 0, summands: 0 };
}

/** Memory for this many rows of a tensor. */
const placeFor = (source: Tensor, size: number, arena: Arena): Tensor =>
  zerosIn(arena, [size, ...source.shape.slice(1)], dtypeOf(source));
