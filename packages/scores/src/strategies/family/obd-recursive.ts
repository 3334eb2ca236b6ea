import { apply, createTape, ops, primal, reverseSweep, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { activate, mapParameters, requireChain, chunks } from "@espalier/network";
import type { Layer, LossName } from "@espalier/network";
import { astype, full, kernels, matmulNN, matmulTN, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { WholeStrategy } from "../strategy.ts";

/**
 * Optimal Brain Damage as LeCun, Denker and Solla compute it: ½ W_ij² H_ww, with the diagonal of the Hessian of the loss carried back through
 * the layers,
 *
 *     H_ss,i = σ'(s_i)² Σ_l W_li² H_ss,l        H_ww = E[H_ss,i x_j²]
 *
 * from the outputs' own: 1 for ½‖y − t‖², and p_m (1 − p_m) for classes (the loss `softmax-cross-entropy`). The recursion was read in the
 * sources of SNNS. Terms with σ'' are dropped (Levenberg–Marquardt), so that no saliency is negative and no label is needed; for activations
 * of straight pieces they are 0. The recursion drops the cross terms between neurons too. Our `obd` has the exact diagonal of the Gauss–Newton
 * matrix, from which this one differs below the last two layers.
 *
 * @see LeCun, Denker & Solla 1990, "Optimal brain damage"
 */
export const obdRecursive: WholeStrategy = {
  kind: "score",
  name: "obd-recursive",
  *score(given, { who = "obd-recursive", inputs, loss }) {
    requireChain(who, "obd-recursive", given);
    const network = mapParameters(given, (parameter) => astype(parameter, "f64"));
    const sums = network.layers.map(({ weight: { shape } }) => zeros(shape));
    const [N] = inputs.shape;
    let done = 0;
    for (const [X] of chunks(inputs)) {
      const passed = forwards(network.layers, astype(X, "f64"));
      let curvature = curvatureOfLoss(passed.outputs, loss);
      for (let k = network.layers.length - 1; k >= 0; k--) {
        const { slope, input } = passed.layers[k];
        curvature = times(curvature, squared(slope));
        addTo(sums[k], matmulTN(curvature, squared(input)));
        curvature = matmulNN(curvature, squared(network.layers[k].weight));
      }
      yield { stage: "scores", done: (done += X.shape[0]), total: N };
    }
    return network.layers.map(({ weight: { shape, data: W } }, k) => ({
      importance: { shape, data: sums[k].data.map((sum, ij) => (W[ij] * (W[ij] * (sum / N))) / 2) },
      compensation: zeros(shape),
    }));
  },
};

/** σ'(s) and the inputs of each layer, and the outputs. */
function forwards(
  layers: readonly Layer[],
  X: Tensor,
): {
  readonly layers: readonly { readonly slope: Tensor; readonly input: Tensor }[];
  readonly outputs: Tensor;
} {
  let input = X;
  const passed = layers.map(({ weight, bias, activation }) => {
    const s = source(createTape(), apply(ops.affine, { X: input, W: weight, b: bias }));
    const value = activate(activation, s) as Variable; // as s is on a tape
    const ones = full(primal(value).shape, 1);
    const [slope = ones] = reverseSweep(value, ones, [s]).map((each) => each && primal(each));
    const own = { slope, input };
    input = primal(value);
    return own;
  });
  return { layers: passed, outputs: input };
}

/** ∂²ℓ/∂y_m² of each sample and output. */
function curvatureOfLoss(y: Tensor, loss: LossName | undefined): Tensor {
  if (loss !== "softmax-cross-entropy") return full(y.shape, 1);
  const P = zeros(y.shape);
  kernels().softmax({ X: y.data, length: y.shape[1], step: 1, P: P.data });
  return { shape: y.shape, data: P.data.map((p) => p * (1 - p)) };
}

const squared = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.map((each) => each * each) });

const times = ({ shape, data }: Tensor, { data: by }: Tensor): Tensor => ({
  shape,
  data: data.map((each, at) => each * by[at]),
});

function addTo({ data: total }: Tensor, { data }: Tensor): void {
  for (let at = 0; at < total.length; at++) total[at] += data[at];
}
