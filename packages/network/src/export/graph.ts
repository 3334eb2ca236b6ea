import type { Data, Tensor } from "@espalier/tensor";
import { inputWidth, outputWidth } from "../graph/network.ts";
import type { Network } from "../graph/network.ts";
import { kindOf } from "../graph/nodes.ts";
import { graphOf, walk } from "../graph/walk.ts";
import { writeNode } from "./nodes.ts";
import { bitsOf, dataOf } from "./plan.ts";
import type { Start } from "./plan.ts";
import type { Dialect, LayerNumbers, Place, Writer } from "./writer.ts";

/** The parts of a program that computes a graph. Names of nodes are not among them. */
export interface GraphProgram {
  readonly inputs: number;
  /** v */
  readonly numbers: Data;
  /** z, a bit for each weight of the matrices, each matrix once; undefined where all weights are among the numbers. */
  readonly bits: Uint8Array | undefined;
  /** The length of m, which holds the values of the nodes. A slice or a constant needs none of it. */
  readonly memory: number;
  /** From the inputs x to the values of all nodes. */
  readonly lines: readonly string[];
  /** Where each output is then. */
  readonly outputs: readonly Place[];
  /** In a few words, for a comment. */
  readonly about: string;
}

/** The statements of a graph, node by node. */
export function graphProgram({ network, dtype, isSparse, about }: Start, dialect: Dialect): GraphProgram {
  const numbers: number[] = [];
  const lines: string[] = [];
  let memory = 0;
  const addNumbers = (values: ArrayLike<number>): Place => {
    const at = numbers.length;
    for (let i = 0; i < values.length; i++) numbers.push(values[i]);
    return { array: "v", at, width: values.length };
  };
  const writer: Writer = {
    dialect,
    numbers: addNumbers,
    layer: layerNumbers(network, isSparse, addNumbers),
    memory: (width) => {
      memory += width;
      return { array: "m", at: memory - width, width };
    },
    add: (...more) => void lines.push(...more),
  };
  const outputs = walk<Place, Tensor>(
    graphOf(network),
    ({ width }, at) => ({ array: "x", at, width }),
    (node, from) => {
      const widths = from.map(({ width }) => width);
      return writeNode(node, from, kindOf(node.op).width("", node, widths, network.layers), writer); // the graph is checked
    },
  );
  const inputs = inputWidth(network);
  return {
    inputs,
    numbers: dataOf(numbers, dtype),
    bits: isSparse ? bitsOf(ownMatrices(network)) : undefined,
    memory,
    lines,
    outputs,
    about: `a graph, layers: ${network.layers.length}, inputs: ${inputs}, outputs: ${outputWidth(network)}, ${about}`,
  };
}

const ownMatrices = ({ layers }: Network): Tensor[] =>
  layers.flatMap(({ weight, tied }) => (tied === undefined ? [weight] : []));

/** Adds the numbers of a layer; those of a tied layer's matrix are there already, as the layers come in their order. */
function layerNumbers(
  { layers }: Network,
  isSparse: boolean,
  add: (values: ArrayLike<number>) => Place,
): (layer: number) => LayerNumbers {
  const matrices = new Map<number, Pick<LayerNumbers, "weights" | "bits">>();
  let bits = 0;
  return (k) => {
    const { weight, bias, activation, tied = k, transposed = false } = layers[k];
    let matrix = matrices.get(tied);
    if (matrix === undefined) {
      const weights = add(isSparse ? weight.data.filter((W_ij) => W_ij !== 0) : weight.data).at;
      matrix = { weights, bits: isSparse ? bits : undefined };
      matrices.set(tied, matrix);
      bits += weight.data.length;
    }
    return { ...matrix, isTransposed: transposed, bias: add(bias.data), activation };
  };
}
