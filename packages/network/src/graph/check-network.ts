import { ShapeError, ValueError } from "@espalier/tensor";
import { checkGraph } from "./check-graph.ts";
import { checkLayer, checkingParameters } from "./check-layer.ts";
import type { Layer, Network } from "./graph.ts";
import { checkInLine } from "./in-line.ts";
import { show } from "../calls/options.ts";
import { isSameMatrix } from "./uses.ts";
import { isChain, layersOf } from "./walk.ts";
import type { Connected } from "./walk.ts";

/**
 * Checks a network for a public function.
 *
 * @throws ShapeError when a layer has no neurons or no inputs, does not fit its bias, its slope or what it reads, or there is none; when the
 * data of a parameter do not fill its shape; or when a node does not fit what it reads
 * @throws ValueError when the network, a layer or a node is not an object; a parameter is not a tensor, has another precision than the first
 * weight, or is NaN or infinite, naming it; an activation or an op is unknown; a tied layer has another matrix; or the graph has a circle, a name
 * twice or one that is unknown, or a node that is not read
 */
export function checkNetwork(who: string, network: Network): void {
  const layers = layersOf(who, network);
  if (layers.length === 0) throw new ShapeError(who, "a network of at least one layer", "none");
  const check = checkingParameters();
  for (const [k, layer] of layers.entries()) {
    checkLayer(`${who}: layer ${k}`, layer, check);
    if (layer.tied !== undefined) checkTie(`${who}: layer ${k}`, layers, k, layer.tied);
    else if (layer.transposed !== undefined)
      throw new ValueError(
        `${who}: layer ${k}`,
        "transposed only where a layer is tied",
        show(layer.transposed),
      );
  }
  if (network.graph !== undefined) checkGraph(who, layers, network.graph, check);
  else checkInLine(who, layers);
}

function checkTie(where: string, layers: readonly Layer[], k: number, tied: number): void {
  const first = layers[tied];
  if (!Number.isInteger(tied) || tied >= k || first?.tied !== undefined)
    throw new ValueError(where, "tied to an earlier layer that is not tied itself", String(tied));
  const { transposed = false } = layers[k];
  if (typeof transposed !== "boolean")
    throw new ValueError(where, "transposed, true or false", show(transposed));
  if (!isSameMatrix(layers[k], first.weight, layers[k].weight))
    throw new ValueError(
      where,
      `the ${transposed ? "transposed " : ""}weight of layer ${tied}, to which it is tied`,
      "another weight",
    );
}

/**
 * Refuses a graph with branches, for functions and file formats that are defined for chains alone.
 *
 * @param what that is done, for the error: `a sparse file`
 * @throws ValueError when the network has branches or other nodes than layers, or two layers share a matrix
 */
export function requireChain(who: string, what: string, { layers, graph }: Connected): void {
  const expected = `a chain of layers, for ${what}`;
  if (isChain({ layers, graph })) return;
  const node = graph?.nodes.find(({ op }) => op !== "layer");
  if (node !== undefined) throw new ValueError(who, expected, `a graph with ${node.op} "${node.name}"`);
  const k = layers.findIndex(({ tied }) => tied !== undefined);
  if (k < 0) throw new ValueError(who, expected, "a graph with branches");
  throw new ValueError(who, expected, `layer ${k} with the matrix of layer ${layers[k].tied}`);
}
