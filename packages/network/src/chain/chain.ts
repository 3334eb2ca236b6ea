import { apply as applyFresh } from "@espalier/autodiff";
import type { Apply, Value } from "@espalier/autodiff";
import * as ops from "@espalier/autodiff/ops";
import { ShapeError, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Rule } from "../activation/rules.ts";
import { show } from "../calls/options.ts";
import { checkingParameters, checkMatrix } from "../graph/check-layer.ts";
import type { Layer, Network } from "../graph/graph.ts";
import { checkInLine } from "../graph/in-line.ts";
import { mapActivation } from "../graph/nodes.ts";
import { layersOf } from "../graph/walk.ts";
import type { ChainActivation } from "./activations.ts";

/** A checked chain of layers. */
export interface Chain {
  readonly layers: readonly Layer[];
  /** The rule of each layer's activation. */
  readonly rules: readonly Rule[];
}

/**
 * Checks a chain of layers with known activations: what `checkNetwork` accepts and this file computes.
 *
 * @param otherwise what takes other networks, for the error
 * @throws ShapeError, ValueError as `checkNetwork`; ValueError also for a graph, a tied layer or another activation
 */
export function checkChain(
  who: string,
  network: Network,
  activations: readonly ChainActivation[],
  otherwise: string,
): Chain {
  const layers = layersOf(who, network);
  if (layers.length === 0) throw new ShapeError(who, "a network of at least one layer", "none");
  const expected = `a chain of layers, or ${otherwise}`;
  if (network.graph !== undefined) throw new ValueError(who, expected, "a network with a graph");
  const check = checkingParameters();
  const rules = layers.map((layer, k) => {
    const where = `${who}: layer ${k}`;
    const neurons = checkMatrix(where, layer, check);
    if (layer.tied !== undefined)
      throw new ValueError(where, expected, `the matrix of layer ${show(layer.tied)}`);
    const kind: unknown = layer.activation?.kind; // a layer made by hand may lack it
    const known = activations.find((each) => each.kind === kind);
    if (known === undefined)
      throw new ValueError(
        where,
        `an activation among ${activations.map((each) => each.kind).join(", ")}, or ${otherwise}`,
        String(kind),
      );
    known.check?.(where, layer.activation, neurons, check);
    return known.rule;
  });
  checkInLine(who, layers);
  return { layers, rules };
}

/** `cloneNetwork` of a chain. */
export const cloneChain = ({ layers }: Pick<Chain, "layers">): Network => ({
  layers: layers.map(({ weight, bias, activation, ...rest }) => ({
    weight: copyOf(weight),
    bias: copyOf(bias),
    activation: mapActivation(activation, copyOf),
    ...rest,
  })),
});

const copyOf = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });

/** The outputs of a chain: `forward` of it. */
export const throughChain = ({ layers, rules }: Chain, X: Value, apply: Apply = applyFresh): Value =>
  layers.reduce<Value>(
    (x, { weight, bias, activation }, k) =>
      rules[k](apply(ops.affine, { X: x, W: weight, b: bias }), activation, apply),
    X,
  );
