import { apply as applyFresh } from "@espalier/autodiff";
import type { Apply, Value } from "@espalier/autodiff";
import * as ops from "@espalier/autodiff/ops";
import { ShapeError, ValueError } from "@espalier/tensor";
import { commonRules } from "../activation/common.ts";
import { show } from "../calls/options.ts";
import { checkingParameters, checkMatrix } from "../graph/check-layer.ts";
import type { Layer, Network } from "../graph/graph.ts";
import { checkInLine } from "../graph/in-line.ts";
import { layersOf } from "../graph/walk.ts";

/**
 * Checks a chain of layers with common activations. It is what `checkNetwork` accepts and this file computes.
 *
 * @param otherwise what takes other networks, for the error
 * @throws ShapeError, ValueError as `checkNetwork`; ValueError also for a graph, a tied layer or another activation
 */
export function checkChain(who: string, network: Network, otherwise: string): void {
  const layers = layersOf(who, network);
  if (layers.length === 0) throw new ShapeError(who, "a network of at least one layer", "none");
  const expected = `a chain of layers, or ${otherwise}`;
  if (network.graph !== undefined) throw new ValueError(who, expected, "a network with a graph");
  const check = checkingParameters();
  for (const [k, layer] of layers.entries()) {
    const where = `${who}: layer ${k}`;
    checkMatrix(where, layer, check);
    if (layer.tied !== undefined)
      throw new ValueError(where, expected, `the matrix of layer ${show(layer.tied)}`);
    const kind: unknown = layer.activation?.kind; // a layer made by hand may lack it
    if (!Object.hasOwn(commonRules, String(kind)))
      throw new ValueError(
        where,
        `an activation among ${Object.keys(commonRules).join(", ")}, or ${otherwise}`,
        String(kind),
      );
  }
  checkInLine(who, layers);
}

/** The outputs of a checked chain: `forward` of it. */
export const throughChain = (layers: readonly Layer[], X: Value, apply: Apply = applyFresh): Value =>
  layers.reduce<Value>((x, { weight, bias, activation }) => {
    const rule = commonRules[activation.kind as keyof typeof commonRules]; // as it was checked
    return rule(apply(ops.affine, { X: x, W: weight, b: bias }), activation, apply);
  }, X);
