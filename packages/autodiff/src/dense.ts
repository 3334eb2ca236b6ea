import { dtypeOf, kernels, matchAxes, ShapeError, showShape, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { LayerJacobian } from "./per-sample.ts";

/** The bytes of the dense form of a layer's Jacobian, weights and biases together. */
export function denseBytes({ sensitivity, input }: LayerJacobian): number {
  const [M, N, I] = sensitivity.shape;
  return N * M * I * (input.shape[1] + 1) * sensitivity.data.BYTES_PER_ELEMENT;
}

/** A layer's Jacobian written out. */
export interface DenseJacobian {
  /** ∂y_nm/∂W_ij [n, m, i, j] */
  readonly weight: Tensor;
  /** ∂y_nm/∂b_i [n, m, i] */
  readonly bias: Tensor;
}

/**
 * The dense form, in new memory. See {@link denseBytes} for its size.
 *
 * @param limit the largest number of bytes, 1 GiB by default
 * @throws ShapeError stating the bytes when it would take more
 */
export function dense(layer: LayerJacobian, limit: number = 2 ** 30): DenseJacobian {
  const { sensitivity: g, input: x } = layer;
  const { M, N, I, J } = matchAxes("dense", { sensitivity: [g, "MNI"], input: [x, "NJ"] });
  const bytes = denseBytes(layer);
  if (bytes > limit)
    throw new ShapeError(
      "dense",
      `a Jacobian of at most ${limit} bytes`,
      `${bytes} for ${showShape([N, M, I, J])}`,
    );
  return denseInto({ weight: zeros([N, M, I, J], dtypeOf(g)), bias: zeros([N, M, I], dtypeOf(g)) }, layer);
}

/**
 * {@link dense} into existing memory, whose content is overwritten. Reusing memory is many times faster than new memory, which the
 * system hands over page by page; an arena of the kernels is fastest.
 *
 * @throws ShapeError when the axes of the target differ from those of the layer
 */
export function denseInto(target: DenseJacobian, { sensitivity: g, input: x }: LayerJacobian): DenseJacobian {
  const { weight, bias } = target;
  const { M, N, I, J } = matchAxes("denseInto", {
    sensitivity: [g, "MNI"],
    input: [x, "NJ"],
    weight: [weight, "NMIJ"],
    bias: [bias, "NMI"],
  });
  kernels().outerProducts({ M, N, I, J, g: g.data, x: x.data, Y: weight.data });
  for (let n = 0; n < N; n++)
    for (let m = 0; m < M; m++) {
      const from = (m * N + n) * I;
      bias.data.set(g.data.subarray(from, from + I), (n * M + m) * I);
    }
  return target;
}
