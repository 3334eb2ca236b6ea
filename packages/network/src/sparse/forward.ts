import { apply } from "@espalier/autodiff";
import { checkTensor, dtypeOf, kernels, ShapeError, showShape, ValueError, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { activate } from "../activation/activation.ts";
import { inputColumns, kindOf, sideBySide } from "../graph/nodes.ts";
import { chainOf, walk } from "../graph/walk.ts";
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
export function sparseForward(network: SparseNetwork, X: Tensor): Tensor {
  checkTensor("sparseForward", "inputs", X);
  const { layers } = network;
  const graph = network.graph ?? chainOf(layers.map(({ shape }) => shape));
  const width = graph.inputs.reduce((sum, input) => sum + input.width, 0);
  if (X.shape.length !== 2 || X.shape[1] !== width)
    throw new ShapeError("sparseForward", `inputs of ${width} columns`, showShape(X.shape));
  const dtype = dtypeOf({ data: layers[0].values });
  if (dtypeOf(X) !== dtype) throw new ValueError("sparseForward", `inputs in ${dtype}`, dtypeOf(X));
  const place = { layers: [], dtype, samples: X.shape[0], apply };
  const outputs = walk<Tensor, Tensor>(
    graph,
    (input, start) => inputColumns(graph, X, start, input.width, apply) as Tensor, // from a tensor, a tensor
    (node, from) =>
      node.op === "layer"
        ? throughLayer(from[0], layers[node.layer])
        : (kindOf(node.op).forward(node, from, place) as Tensor), // from tensors, a tensor
  );
  return sideBySide(outputs, apply) as Tensor; // from tensors, a tensor
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
