import type { Value } from "@espalier/autodiff";
import type { Tensor } from "@espalier/tensor";
import type { Activation } from "../activation/activation.ts";
import type { Head } from "./head.ts";

/** s = W x + b and x = σ(s); row i of the weight feeds neuron i. */
export interface Layer<V extends Value = Tensor> {
  /** W [i, j] */
  readonly weight: V;
  /** b [i] */
  readonly bias: V;
  /** σ */
  readonly activation: Activation<V>;
  /**
   * The number of an earlier layer whose matrix this layer uses too. Then both have the same weight, and one mask; each has its own bias. It is
   * the first layer that uses the matrix, which is not tied itself.
   */
  readonly tied?: number | undefined;
  /**
   * Whether a tied layer uses that matrix transposed, as the decoder of an autoencoder uses the one of its encoder. Then its weight is the
   * transpose of the other layer's.
   */
  readonly transposed?: boolean | undefined;
}

/** A fully-connected network, as plain data. With a V other than Tensor, a trace follows its parameters. */
export interface Network<V extends Value = Tensor> {
  /** In the order in which they are computed. */
  readonly layers: readonly Layer<V>[];
  /** How they are connected. By default they are a chain: each layer has as many inputs as the one before has neurons. */
  readonly graph?: Graph<V> | undefined;
}

/**
 * How the layers of a network are connected, as plain data. A network without a graph is a chain: each layer reads the one before.
 *
 * The nodes are in topological order: each reads inputs of the network and earlier nodes, by their names. A value is a batch [n, width].
 * All nodes work row by row, so the samples of a batch do not mix.
 *
 *     // y = W₂ (h + relu(W₁ h + b₁)) + b₂  with  h = relu(W₀ x + b₀)
 *     const network: Network = {
 *       layers: [enter, inner, exit], // { weight, bias, activation } each
 *       graph: {
 *         inputs: [{ name: "x", width: 4 }],
 *         nodes: [
 *           { name: "enter", op: "layer", layer: 0, from: ["x"] },
 *           { name: "inner", op: "layer", layer: 1, from: ["enter"] },
 *           { name: "sum", op: "add", from: ["enter", "inner"] },
 *           { name: "exit", op: "layer", layer: 2, from: ["sum"] },
 *         ],
 *         outputs: [{ name: "y", from: "exit" }],
 *       },
 *     };
 *
 * Every layer has exactly one node, and the nodes have the layers in their order: 0, 1, 2 … A name is a text that is not empty; no two
 * inputs or nodes have the same one. Outputs have names of their own. Every node is read by another node or by an output; every layer
 * depends on an input. `checkNetwork` checks all of this.
 */
export interface Graph<V extends Value = Tensor> {
  /** At least one. A batch X [n, d_0] has their columns side by side, in this order. */
  readonly inputs: readonly GraphInput[];
  /** In topological order. */
  readonly nodes: readonly GraphNode<V>[];
  /** At least one. The outputs of a batch are their columns side by side, in this order. */
  readonly outputs: readonly GraphOutput[];
}

/** Some columns of the inputs. */
export interface GraphInput {
  /** By which nodes read it. */
  readonly name: string;
  /** The number of its columns. */
  readonly width: number;
}

/** Some columns of the outputs. */
export interface GraphOutput {
  /** Its own name; it may be that of a node. */
  readonly name: string;
  /** The node, or the input, whose value it is. */
  readonly from: string;
  /** How much its squared change counts where several outputs are judged together, > 0; 1 by default. */
  readonly weight?: number | undefined;
  /** What follows the output in the file that the network is from. `forward` gives the output before it. */
  readonly head?: Head | undefined;
}

/** One function of a graph. Parameters are trained with the network, but neither pruned nor counted; numbers are fixed. */
export type GraphNode<V extends Value = Tensor> = {
  /** By which other nodes and outputs read it. */
  readonly name: string;
  /** What it reads: inputs of the network and earlier nodes. */
  readonly from: readonly string[];
} & NodeRule<V>;

/** What a node computes. */
export type NodeRule<V extends Value = Tensor> =
  | {
      /** σ(W x + b) of one value, with the W, b and σ of a layer. */
      readonly op: "layer";
      /** The number of the layer. */
      readonly layer: number;
    }
  | {
      /** σ(x) of one value: a second activation in a row, or one behind another node. */
      readonly op: "activation";
      /** σ; a PReLU has one slope, or one for each column. */
      readonly activation: Activation<V>;
    }
  | {
      /** a + b + …, of two or more values of one width, summed from the first to the last. */
      readonly op: "add";
    }
  | {
      /** a b …, entry by entry, of two or more values of one width, multiplied from the first to the last. */
      readonly op: "mul";
    }
  | {
      /** The largest, or the smallest, of the entries at each place of two or more values of one width; of equal ones, the first. */
      readonly op: "max" | "min";
    }
  | {
      /** The columns of two or more values side by side. */
      readonly op: "concat";
    }
  | {
      /** Some columns of one value. */
      readonly op: "slice";
      /** The first column. */
      readonly start: number;
      /** The column behind the last one. */
      readonly end: number;
    }
  | {
      /** The same numbers for every sample; it reads nothing. A `mul` with it scales columns, an `add` shifts them. */
      readonly op: "constant";
      /** One for each column, rounded to the precision of the network where they are used. */
      readonly values: readonly number[];
    }
  | {
      /** gain ∘ (x − mean x) / √(var x + ε) + shift, of one value; mean and variance are those of each row, the variance with 1/width. */
      readonly op: "layer-normalization";
      /** [width] */
      readonly gain: V;
      /** [width] */
      readonly shift: V;
      /** ε ≥ 0 */
      readonly epsilon: number;
    }
  | {
      /** gain ∘ x / √(mean x² + ε), of one value; the mean is that of each row. */
      readonly op: "rms-normalization";
      /** [width] */
      readonly gain: V;
      /** ε ≥ 0 */
      readonly epsilon: number;
    }
  | {
      /** exp x / Σ exp x, of the columns of one value in each row. */
      readonly op: "softmax";
    };

/** The name of what a node computes. */
export type NodeOp = NodeRule["op"];
