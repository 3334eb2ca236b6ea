import { affineInput, affineLines, primal, reverseSweep, shapeOf } from "@espalier/autodiff";
import { mapParameters } from "@espalier/network";
import { factorsIn } from "@espalier/network/internal";
import type { MetricName, Network } from "@espalier/network";
import { astype, matmulNN, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { outputsOnTape } from "./on-tape.ts";

/** How an output of a batch depends on one layer, sample by sample. */
export interface UnitSensitivity {
  /** g_ni = ∂NN_m/∂s_ni, by the signals of the layer, [n, i] */
  readonly bySignal: Tensor;
  /** h_nj = ∂NN_m/∂x_nj = Σ_i g_ni W_ij, by its inputs, [n, j] */
  readonly byInput: Tensor;
}

/** A batch on its way through a network. */
export interface BatchSensitivities {
  /** y [n, M] */
  readonly outputs: Tensor;
  /** x of each layer, [n, j] */
  readonly inputs: readonly Tensor[];
  /** The sensitivities of some layers in the direction f of the outputs, [n, M]: one reverse sweep. */
  readonly towards: (f: Tensor, layers: readonly number[]) => UnitSensitivity[];
  /** The same for each direction f_m of a metric, F = Σ_m f_m f_mᵀ: e_m for `outputs`. */
  readonly each: (layers: readonly number[], metric?: MetricName) => Iterable<UnitSensitivity[]>;
}

/**
 * The sensitivities of the outputs of a batch to the units of a network. A unit is an input of a layer: of the first layer an input of
 * the network, of any other a neuron of the layer before. Everything is computed in f64.
 */
export function batchSensitivities(given: Network, X: Tensor): BatchSensitivities {
  const network = mapParameters(given, (parameter) => astype(parameter, "f64"));
  const output = outputsOnTape(network, astype(X, "f64"));
  const signals = affineLines(output);
  const y = primal(output);
  const towards = (f: Tensor, layers: readonly number[]): UnitSensitivity[] => {
    const slopes = reverseSweep(output, f, signals);
    return layers.map((k) => {
      const slope = slopes[k];
      const bySignal = slope === undefined ? zeros(shapeOf(signals[k])) : primal(slope);
      return { bySignal, byInput: matmulNN(bySignal, network.layers[k].weight) };
    });
  };
  return {
    outputs: y,
    inputs: signals.map((s) => affineInput(s)),
    towards,
    *each(layers, metric = "outputs") {
      const [N, M] = y.shape;
      const factor = factorsIn(network, metric).factors(y);
      for (let m = 0; m < M; m++) {
        const f = zeros([N, M]);
        factor(m, f);
        yield towards(f, layers);
      }
    },
  };
}
