import { apply, ops } from "@espalier/autodiff";
import { kernels } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { activate } from "../../activation.ts";
import type { Layer } from "../../network.ts";
import type { OutputChanges } from "./nonlinear.ts";
import { createPath } from "./path.ts";
import type { Section } from "./path.ts";

/**
 * For piecewise linear layers: as the signal of a neuron moves, the outputs of a sample follow a path of straight pieces.
 * It is the same path for all weights of the neuron, each of which goes some way along it.
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
  const [signal, ...signals] = signalsOf(layers, input);
  const [N, I] = signal.shape;
  const J = input.shape[1];
  const W = Float64Array.from(layers[0].weight.data);
  const X = Float64Array.from(input.data);
  const behind = layers.slice(1).map(({ weight }, l): Section => ({
    weight: Float64Array.from(weight.data),
    left: left[l + 1],
    signal: Float64Array.from(signals[l].data),
  }));
  const changes = new Float64Array(J);

  return (i) => {
    const own = { left: left[0].subarray(i, i + 1), signal: column(signal.data, I, i) };
    const [first, ...rest] = behind;
    const others = first ? [{ ...first, weight: column(first.weight, I, i) }, ...rest] : [];
    const [up, down] = [1, -1].map((direction) =>
      createPath([{ ...own, weight: Float64Array.of(direction) }, ...others]),
    );
    const weights = W.subarray(i * J, (i + 1) * J);
    changes.fill(0);
    for (let n = 0; n < N; n++) {
      // Most ways end on a first piece. Its lookup is worth avoiding.
      const [firstUp, firstDown] = [up.start(n), down.start(n)];
      for (let j = 0; j < J; j++) {
        const d = weights[j] * (mean[j] - X[n * J + j]);
        const distance = Math.abs(d);
        const piece = d > 0 ? firstUp : firstDown;
        if (distance <= piece.length) changes[j] += (piece.speed * distance) ** 2;
        else changes[j] += (d > 0 ? up : down).squaredChange(distance);
      }
    }
    // The pieces of both paths; and for each weight and sample a distance, its product with a speed, and the square of that.
    kernels().tally?.(up.products() + down.products() + 3 * N * J);
    return changes;
  };
}

/** Column i of a matrix of I columns. */
const column = (data: Tensor["data"], I: number, i: number): Float64Array =>
  Float64Array.from({ length: data.length / I }, (_, row) => data[row * I + i]);

/** For each neuron the a of σ(s) = s where s > 0, else a s; undefined where an activation is none of these. */
function leftSlopes({ weight, activation }: Layer): Float64Array | undefined {
  const slopes = new Float64Array(weight.shape[0]);
  if (activation.kind === "relu") return slopes;
  if (activation.kind === "identity") return slopes.fill(1);
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
