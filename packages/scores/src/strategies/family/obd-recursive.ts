import { apply } from "@espalier/autodiff";
import * as ops from "@espalier/autodiff/ops";
import { activate, graphOf, mapParameters, outputWidths } from "@espalier/network";
import type { GraphNode, LossName, Network } from "@espalier/network";
import { asUsed, inputColumns, kindOf, placeOf, sideBySide, walk } from "@espalier/network/internal";
import { astype, full, kernels, matmulNN, matmulTN, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { scoresByMatrix } from "../../method/by-matrix.ts";
import { addArrays } from "../../streaming/pass.ts";
import type { Pass, PassInput, PassResult } from "../../streaming/pass.ts";
import type { ScoringStrategy } from "../strategy.ts";
import { byColumn, squared, ways } from "./curvature-of-nodes.ts";
import type { Compute } from "./curvature-of-nodes.ts";

/**
 * Optimal Brain Damage as LeCun, Denker and Solla compute it: ½ W_ij² H_ww, with the diagonal of the Hessian of the loss carried back through
 * the layers,
 *
 *     H_ss,i = σ'(s_i)² Σ_l W_li² H_ss,l        H_ww = E[H_ss,i x_j²]
 *
 * from the outputs' own: 1 for ½‖y − t‖², and p_m (1 − p_m) for classes (the loss `softmax-cross-entropy`). The recursion was read in the
 * sources of SNNS. Terms with σ'' are dropped (Levenberg–Marquardt), so that no saliency is negative and no label is needed; for activations
 * of straight pieces they are 0. The recursion drops the cross terms between neurons too. In a graph each node carries the curvature of its value
 * to what it reads, Σ_i (∂y_i/∂x_j)² H_i, and paths that meet add up, as do the uses of one matrix. Our `obd` has the exact diagonal of the Gauss–Newton
 * matrix, from which this one differs below the last two layers.
 *
 * @see LeCun, Denker & Solla 1990, "Optimal brain damage"
 */
export const obdRecursive: ScoringStrategy = {
  kind: "score",
  name: "obd-recursive",
  scoresTied: true,
  passes: [curvaturePass],
  scores: ({ network: { layers } }, { samples, total }: PassResult<Float64Array[]>) =>
    scoresByMatrix(layers, ({ weight: { shape, data: W } }, uses) => {
      const data = total[uses[0]].map((sum, ij) => (W[ij] * (W[ij] * (sum / samples))) / 2);
      return uses.map(() => ({ importance: { shape, data }, compensation: zeros(shape) }));
    }),
};

/** Σ_n H_ss,i x_j² of each matrix; nothing for a use of the matrix of another layer. */
function curvaturePass({ network: given, loss }: PassInput): Pass<Float64Array[], Float64Array[]> {
  const network = mapParameters(given, (parameter) => astype(parameter, "f64"));
  const nothing = (): Tensor[] =>
    network.layers.map(({ weight, tied }) => zeros(tied === undefined ? weight.shape : [0]));
  const arraysOf = (sums: readonly Tensor[]): Float64Array[] =>
    sums.map(({ data }) => Float64Array.from(data));
  return {
    costs: [1],
    map:
      ({ inputs }) =>
      () => {
        const sums = nothing();
        const { nodes, outputs } = forwards(network, astype(inputs, "f64"));
        const y = sideBySide(outputs, apply) as Tensor; // from tensors, a tensor
        backwards(network, nodes, curvatureOfLoss(y, loss), (k, curvature, input) => {
          const layer = network.layers[k];
          addTo(sums[layer.tied ?? k], asUsed(layer, matmulTN(curvature, squared(input))));
        });
        return arraysOf(sums);
      },
    initial: () => arraysOf(nothing()),
    reduce: addArrays,
    merge: addArrays,
  };
}

/** A node and the values that it reads. */
interface Passed {
  readonly node: GraphNode;
  readonly from: readonly Tensor[];
}

/** The nodes of a network for a batch, in their order, and its outputs. */
function forwards(
  network: Network,
  X: Tensor,
): { readonly nodes: readonly Passed[]; readonly outputs: readonly Tensor[] } {
  const graph = graphOf(network);
  const place = placeOf(network.layers, X.shape[0], apply);
  const nodes: Passed[] = [];
  const outputs = walk<Tensor, Tensor>(
    graph,
    ({ width }, start) => inputColumns(graph, X, start, width, apply) as Tensor, // of a tensor, a tensor
    (node, from) => {
      nodes.push({ node, from });
      return kindOf(node.op).forward(node, from, place) as Tensor; // from tensors, a tensor
    },
  );
  return { nodes, outputs };
}

/**
 * Carries the curvature of the outputs back, against the order of the nodes. A value that several nodes read gets the sum of theirs.
 *
 * @param visit receives the curvature by the signals of a layer [n, i], and its inputs [n, j]
 */
function backwards(
  network: Network,
  nodes: readonly Passed[],
  ofOutputs: Tensor,
  visit: (k: number, curvature: Tensor, input: Tensor) => void,
): void {
  const known = new Map<string, Tensor>();
  const give = (name: string, curvature: Tensor): void => {
    const total = known.get(name);
    if (total === undefined) known.set(name, { shape: curvature.shape, data: curvature.data.slice() });
    else addTo(total, curvature);
  };
  let start = 0;
  const widths = outputWidths(network);
  for (const [m, { from }] of graphOf(network).outputs.entries())
    give(from, columnsBetween(ofOutputs, start, (start += widths[m])));
  for (const { node, from } of nodes.toReversed()) {
    const curvature = known.get(node.name);
    if (curvature === undefined) continue; // no output depends on it
    if (node.op === "layer") {
      const { weight, bias, activation } = network.layers[node.layer];
      const signal = apply(ops.affine, { X: from[0], W: weight, b: bias });
      const [bySignal] = byColumn([signal], ([s]) => activate(activation, s), curvature);
      visit(node.layer, bySignal, from[0]);
      give(node.from[0], matmulNN(bySignal, squared(weight)));
      continue;
    }
    const place = placeOf(network.layers, ofOutputs.shape[0], apply);
    // A value that a sum or a product reads twice is one variable; two copies side by side are two.
    const names = node.op === "concat" ? node.from : [...new Set(node.from)];
    const values = names.map((_, at) => from[node.op === "concat" ? at : node.from.indexOf(names[at])]);
    const compute: Compute = (x) =>
      kindOf(node.op).forward(
        node,
        node.from.map((name, at) => x[node.op === "concat" ? at : names.indexOf(name)]),
        place,
      );
    for (const [at, each] of ways[node.op](values, compute, curvature).entries()) give(names[at], each);
  }
}

/** Some columns. */
const columnsBetween = (x: Tensor, start: number, end: number): Tensor => apply(ops.slice(start, end), { x });

/** ∂²ℓ/∂y_m² of each sample and output. */
function curvatureOfLoss(y: Tensor, loss: LossName | undefined): Tensor {
  if (loss !== "softmax-cross-entropy") return full(y.shape, 1);
  const P = zeros(y.shape);
  kernels().softmax({ X: y.data, length: y.shape[1], step: 1, P: P.data });
  return { shape: y.shape, data: P.data.map((p) => p * (1 - p)) };
}

function addTo({ data: total }: Tensor, { data }: Tensor): void {
  for (let at = 0; at < total.length; at++) total[at] += data[at];
}
