import { apply } from "@espalier/autodiff";
import * as ops from "@espalier/autodiff/ops";
import { activate } from "@espalier/network";
import type { Layer } from "@espalier/network";
import { dtypeOf, kernels } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { firstPieces } from "./first-pieces.ts";
import type { OutputChanges } from "./output-changes.ts";
import { createPath } from "./path.ts";
import type { Section } from "./path.ts";

/**
 * For piecewise linear layers: as the signal of a neuron moves, the outputs of a sample follow a path of straight pieces.
 * All weights of the neuron share this path; each goes a certain distance along it.
 *
 * @returns undefined where a layer is not piecewise linear
 */
export function alongPaths(
  layers: readonly Layer[],
  input: Tensor,
  mean: Tensor["data"],
): OutputChanges | undefined {
  const left = layers.map(leftSlopes);
  if (!left.every((slopes) => slopes !== undefined)) return undefined;
  const [own, ...behind] = signalsOf(layers, input).map((signal, l) => ({
    weight: Float64Array.from(layers[l].weight.data),
    left: left[l],
    signal: Float64Array.from(signal.data),
  }));
  const [ownRows, ...rowsBehind] = [own, ...behind].map(rowsOf);
  const [N, J] = input.shape;
  const I = own.left.length;
  const { columns, offsets } = offsetsOf(input, mean);
  const changes = new Float64Array(J);

  return (i) => {
    const neuron = {
      left: own.left.subarray(i, i + 1),
      signal: ownRows.signal.subarray(i * N, (i + 1) * N),
    };
    const [next, ...rest] = behind;
    const leaving = next ? column(next.weight, I, i) : new Float64Array();
    const { up, down, speed } = firstPieces(neuron, leaving, rowsBehind);
    const others = next ? [{ ...next, weight: leaving }, ...rest] : [];
    const [upwards, downwards] = [1, -1].map((direction) =>
      createPath([{ ...neuron, weight: Float64Array.of(direction) }, ...others]),
    );
    const weights = Float64Array.from(columns, (j) => own.weight[i * J + j]);
    const sums = new Float64Array(columns.length);
    let [n, upAt, downAt] = [0, -1, -1];
    /** ‖y′ − y‖² of sample n as the signal moves by d. The paths go there when they are asked. */
    const beyond = (d: number): number => {
      if (d > 0) {
        if (upAt !== n) upwards.start((upAt = n));
        return upwards.squaredChange(d);
      }
      if (downAt !== n) downwards.start((downAt = n));
      return downwards.squaredChange(-d);
    };
    for (; n < N; n++) addSample(sums, weights, offsets, n, -down[n], up[n], speed[n], beyond);
    for (const [at, j] of columns.entries()) changes[j] = sums[at];
    // The pieces that were computed; and for each weight and sample a distance, its product with a speed, and the square of that.
    kernels().tally?.(upwards.products() + downwards.products() + 3 * N * columns.length);
    return changes;
  };
}

/**
 * Adds ‖y′ − y‖² of sample n to the sum of each weight of a neuron: W_j (E[x_j] − x_nj) is how far it moves the signal. Most stay
 * on the first piece, from −down to up, where the change is the square of that times the speed.
 */
function addSample(
  sums: Float64Array,
  weights: Float64Array,
  offsets: Float64Array,
  n: number,
  lowest: number,
  highest: number,
  speed: number,
  beyond: (d: number) => number,
): void {
  for (let j = 0, nj = n * sums.length; j < sums.length; j++, nj++) {
    const d = weights[j] * offsets[nj];
    if (d <= highest && d >= lowest) {
      const change = speed * d;
      sums[j] += change * change;
    } else sums[j] += beyond(d);
  }
}

/**
 * E[x_j] − x_nj [n, column] of the columns j where it is not 0 in all samples. The weights of other columns change nothing.
 */
function offsetsOf({ shape: [N, J], data }: Tensor, mean: Tensor["data"]): Offsets {
  const columns: number[] = [];
  for (let j = 0; j < J; j++)
    for (let n = 0; n < N; n++)
      if (mean[j] - data[n * J + j] !== 0) {
        columns.push(j);
        break;
      }
  const offsets = new Float64Array(N * columns.length);
  for (let n = 0, at = 0; n < N; n++) for (const j of columns) offsets[at++] = mean[j] - data[n * J + j];
  return { columns, offsets };
}

interface Offsets {
  readonly columns: readonly number[];
  readonly offsets: Float64Array;
}

/** Column i of a matrix of I columns. */
const column = (data: Float64Array, I: number, i: number): Float64Array =>
  Float64Array.from({ length: data.length / I }, (_, row) => data[row * I + i]);

/** A section with a row for each of its neurons. */
const rowsOf = ({ weight, left, signal }: Section): Section => ({
  weight: transposed(weight, weight.length / left.length),
  left,
  signal: transposed(signal, left.length),
});

function transposed(data: Float64Array, columns: number): Float64Array {
  const rows = data.length / columns;
  const result = new Float64Array(data.length);
  for (let row = 0; row < rows; row++)
    for (let at = 0; at < columns; at++) result[at * rows + row] = data[row * columns + at];
  return result;
}

/** For each neuron the a of σ(s) = s where s > 0, else a s; undefined where an activation is none of these. */
function leftSlopes({ weight, activation }: Layer): Float64Array | undefined {
  const slopes = new Float64Array(weight.shape[0]);
  if (activation.kind === "relu") return slopes;
  if (activation.kind === "identity") return slopes.fill(1);
  if (activation.kind === "leaky-relu")
    return slopes.fill(dtypeOf(weight) === "f32" ? Math.fround(activation.alpha) : activation.alpha);
  if (activation.kind !== "prelu") return undefined;
  const { data } = activation.slope;
  return slopes.map((_, i) => data[i % data.length]);
}

/** S of each layer. */
function signalsOf(layers: readonly Layer[], input: Tensor): Tensor[] {
  let X = input;
  return layers.map(({ weight: W, bias: b, activation }) => {
    const signal = apply(ops.affine, { X, W, b });
    X = activate(activation, signal);
    return signal;
  });
}
