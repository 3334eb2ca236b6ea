import { checkTensor, dtypeOf, kernels, ShapeError, showShape, ValueError, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { activate } from "../network/activation.ts";
import { productByKernels, samplesByKernels } from "./by-kernels.ts";
import type { SparseLayer, SparseNetwork } from "./network.ts";
import { productInDouble, productInSingle } from "./product.ts";

/**
 * The outputs of a batch, X [n, d_0] → [n, M], with the same bits as `forward` for finite inputs: the same sums in the same order
 * without the zeros. A sum that starts from 0 is never −0, so a term of 0 or −0 changes no bit of it.
 *
 * @throws ShapeError when X has another number of columns
 * @throws ValueError when X is in another precision
 */
export function sparseForward({ layers }: SparseNetwork, X: Tensor): Tensor {
  checkTensor("sparseForward", "inputs", X);
  const [{ shape, values }] = layers;
  if (X.shape.length !== 2 || X.shape[1] !== shape[1])
    throw new ShapeError("sparseForward", `inputs of ${shape[1]} columns`, showShape(X.shape));
  const dtype = dtypeOf({ data: values });
  if (dtypeOf(X) !== dtype) throw new ValueError("sparseForward", `inputs in ${dtype}`, dtypeOf(X));
  return layers.reduce(throughLayer, X);
}

function throughLayer(X: Tensor, layer: SparseLayer): Tensor {
  const [I] = layer.shape;
  const S = zeros([X.shape[0], I], dtypeOf(X));
  const from = samplesByKernels(layer, X.shape[0]);
  if (from > 0) productByKernels(layer, from, X.data, S.data);
  const byLists = S.data instanceof Float32Array ? productInSingle : productInDouble;
  byLists(layer, from, X.data, S.data);
  kernels().addToRows(S.data, layer.bias.data);
  return activate(layer.activation, S);
}
