import { FormatError, tensor, toNested } from "@espalier/tensor";
import type { DType, Nested } from "@espalier/tensor";
import { checkNetwork } from "@espalier/network";
import { asUsed } from "@espalier/network/internal";
import type { Layer, Network } from "@espalier/network";
import { count, documentOf, fields, matrix, numbers, show } from "@espalier/files/json-values";
import { activationToJson, readActivation } from "./activation-json.ts";
import type { ActivationJson } from "./activation-json.ts";
import { graphToJson, readGraph } from "./graph-json.ts";
import type { GraphJson } from "./graph-json.ts";

/** A network as JSON; every number survives to the last bit, save that JSON.stringify writes −0 as 0. */
export interface NetworkJson {
  /** Tells this format from others. */
  readonly format: "espalier-network";
  /** The version of the format: 1 for a chain of layers, 2 for a network with a graph or a matrix that is used twice. */
  readonly version: 1 | 2;
  /** The layers in order. */
  readonly layers: readonly {
    /** W: one row of numbers a neuron. Absent if the layer is tied. */
    readonly weight?: Nested;
    /** The number of the earlier layer whose W this layer uses. */
    readonly tied?: number;
    /** Whether it uses that W transposed. */
    readonly transposed?: boolean;
    /** b: one number a neuron. */
    readonly bias: Nested;
    /** σ */
    readonly activation: ActivationJson;
  }[];
  /** How they are connected; absent if each reads the one before. */
  readonly graph?: GraphJson;
}

/** A network as a value that JSON.stringify can write. */
export const networkToJson = ({ layers, graph }: Network): NetworkJson => ({
  format: "espalier-network",
  version: graph === undefined && layers.every(({ tied }) => tied === undefined) ? 1 : 2,
  layers: layers.map(({ weight, bias, activation, tied, transposed }) => ({
    ...(tied === undefined
      ? { weight: toNested(weight) }
      : { tied, ...(transposed === true && { transposed }) }),
    bias: toNested(bias),
    activation: activationToJson(activation),
  })),
  ...(graph === undefined ? {} : { graph: graphToJson(graph) }),
});

/**
 * Reads a network from JSON, its text or what JSON.parse makes of it.
 *
 * @throws FormatError naming the place: `layers[1].weight[3]: expected 5 numbers; received 4`
 * @throws ShapeError when the layers do not fit each other
 */
export function networkFromJson(json: unknown, dtype: DType = "f64"): Network {
  const { layers, graph } = documentOf("network", json, [1, 2]);
  const read: Layer[] = [];
  for (const [k, layer] of layers.entries()) read.push(readLayer(`layers[${k}]`, layer, read, dtype));
  const network =
    graph === undefined ? { layers: read } : { layers: read, graph: readGraph("graph", graph, dtype) };
  checkNetwork("networkFromJson", network);
  return network;
}

function readLayer(at: string, json: unknown, before: readonly Layer[], dtype: DType): Layer {
  const { weight, bias, activation, tied, transposed } = fields(at, json);
  const shared = tied === undefined ? undefined : firstUse(at, { tied, transposed }, before);
  const matrixOf = (): Layer["weight"] => tensor(matrix(`${at}.weight`, weight), dtype);
  const W = shared?.weight ?? matrixOf();
  return {
    weight: W,
    bias: tensor(numbers(`${at}.bias`, bias, W.shape[0]), dtype),
    activation: readActivation(`${at}.activation`, activation, dtype, W.shape[0]),
    ...shared?.tie,
  };
}

function firstUse(
  at: string,
  json: { readonly tied: unknown; readonly transposed: unknown },
  before: readonly Layer[],
): { readonly weight: Layer["weight"]; readonly tie: Pick<Layer, "tied" | "transposed"> } {
  const tied = count(`${at}.tied`, json.tied);
  const first = before[tied];
  if (first === undefined || first.tied !== undefined)
    throw new FormatError(
      `${at}.tied`,
      "the number of an earlier layer that is not tied itself",
      String(tied),
    );
  const { transposed = false } = json;
  if (typeof transposed !== "boolean")
    throw new FormatError(`${at}.transposed`, "true or false", show(transposed));
  const tie = transposed ? { tied, transposed } : { tied };
  return { weight: asUsed(tie, first.weight), tie };
}
