import { primal, shapeOf } from "@espalier/autodiff";
import type { Apply, Op, Value } from "@espalier/autodiff";
import * as ops from "@espalier/autodiff/ops";
import { dtypeOf, ShapeError, tensor, ValueError } from "@espalier/tensor";
import type { DType, Shape, Tensor } from "@espalier/tensor";
import { activate } from "../activation/activation.ts";
import type { Activation } from "../activation/activation.ts";
import type { Graph, GraphNode, Layer, NodeOp } from "./graph.ts";

/** A node with one op. */
export type NodeOf<O extends NodeOp, V extends Value = Tensor> = GraphNode<V> & { readonly op: O };

/** Where a node is computed. */
export interface Place {
  /** The layers of the network. */
  readonly layers: readonly Layer<Value>[];
  /** The precision of the network, for constants. */
  readonly dtype: DType;
  /** N */
  readonly samples: number;
  /** Computes its ops. */
  readonly apply: Apply;
}

/** The place of a computation of N samples. */
export const placeOf = (layers: readonly Layer<Value>[], samples: number, apply: Apply): Place => ({
  layers,
  dtype: layers.length === 0 ? "f64" : dtypeOf(primal(layers[0].weight)),
  samples,
  apply,
});

/** The part of a layer that widths depend on. */
export interface Sized {
  /** [i, j] */
  readonly weight: { readonly shape: Shape };
}

/** An op of a graph: what it reads, how wide its value is, and what it computes. */
interface NodeKind<O extends NodeOp> {
  /** How many values it reads: one, none, or two and more. */
  readonly reads: "one" | "none" | "several";
  /**
   * The width of its value, from those that it reads.
   *
   * @throws ShapeError, ValueError when they do not fit
   */
  readonly width: (
    where: string,
    node: NodeOf<O>,
    widths: readonly number[],
    layers: readonly Sized[],
  ) => number;
  /** Its value, from those that it reads. */
  readonly forward: (node: NodeOf<O, Value>, from: readonly Value[], place: Place) => Value;
}

const sameWidth = (where: string, widths: readonly number[]): number => {
  if (widths.some((width) => width !== widths[0]))
    throw new ShapeError(where, `values of ${widths[0]} columns, as the first has`, widths.join(", "));
  return widths[0];
};

/** The extreme of some values, entry by entry. */
const extreme = (op: Op<"a" | "b">): NodeKind<"max" | "min"> => ({
  reads: "several",
  width: (where, _, widths) => sameWidth(where, widths),
  forward: (_, from, { apply }) => from.reduce((a, b) => apply(op, { a, b })),
});

const own = (_: string, __: unknown, [width]: readonly number[]): number => width;

// prettier-ignore
const kinds: { readonly [O in NodeOp]: NodeKind<O> } = {
  layer: {
    reads: "one",
    width(where, { layer }, [width], layers) {
      const [I, J] = layers[layer].weight.shape;
      if (J !== width) throw new ShapeError(where, `a weight of ${width} columns, as many as it reads`, `[${I}, ${J}]`);
      return I;
    },
    forward: ({ layer }, [x], { layers, apply }) => throughLayer(layers[layer], x, apply),
  },
  activation: {
    reads: "one",
    width: own,
    forward: ({ activation }, [x], { apply }) => activate(activation, x, apply),
  },
  add: {
    reads: "several",
    width: (where, _, widths) => sameWidth(where, widths),
    forward: (_, from, { apply }) => from.reduce((a, b) => apply(ops.add, { a, b })),
  },
  mul: {
    reads: "several",
    width: (where, _, widths) => sameWidth(where, widths),
    forward: (_, from, { apply }) => from.reduce((a, b) => apply(ops.mul, { a, b })),
  },
  max: /* @__PURE__ */ extreme(ops.maximum),
  min: /* @__PURE__ */ extreme(ops.minimum),
  concat: {
    reads: "several",
    width: (_, __, widths) => widths.reduce((sum, width) => sum + width, 0),
    forward: (_, from, { apply }) => sideBySide(from, apply),
  },
  slice: {
    reads: "one",
    width(where, { start, end }, [width]) {
      if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start < end && end <= width))
        throw new ShapeError(where, `columns 0 ≤ start < end ≤ ${width}`, `${start} to ${end}`);
      return end - start;
    },
    forward: ({ start, end }, [x], { apply }) => apply(ops.slice(start, end), { x }),
  },
  constant: {
    reads: "none",
    width(where, { values }) {
      if (!Array.isArray(values) || values.length === 0 || !values.every((each) => Number.isFinite(each)))
        throw new ValueError(where, "values, a list of finite numbers", String(values));
      return values.length;
    },
    forward({ values }, _, { dtype, samples, apply }) {
      const row = tensor([...values], dtype);
      return apply(ops.broadcastTo([samples, values.length]), { x: row });
    },
  },
  "layer-normalization": {
    reads: "one",
    width: own,
    forward: ({ gain, shift, epsilon }, [X], { apply }) => apply(ops.layerNorm(epsilon), { X, gain, shift }),
  },
  "rms-normalization": {
    reads: "one",
    width: own,
    forward: ({ gain, epsilon }, [X], { apply }) => apply(ops.rmsNorm(epsilon), { X, gain }),
  },
  softmax: {
    reads: "one",
    width: own,
    forward: (_, [x], { apply }) => apply(ops.softmax(1), { x }),
  },
};

/** Every op of a graph. */
export const nodeOps = /* @__PURE__ */ Object.keys(kinds) as readonly NodeOp[];

/** The row of an op, which takes the nodes with that op. */
export const kindOf = (op: NodeOp): NodeKind<NodeOp> => kinds[op] as unknown as NodeKind<NodeOp>;

/** σ(W x + b) */
const throughLayer = ({ weight, bias, activation }: Layer<Value>, x: Value, apply: Apply): Value =>
  activate(activation, apply(ops.affine, { X: x, W: weight, b: bias }), apply);

/** The value of an input of a graph, from a batch of all inputs: all of its columns, or some. */
export const inputColumns = (
  { inputs }: Graph<Value>,
  X: Value,
  start: number,
  width: number,
  apply: Apply,
): Value => (inputs.length === 1 ? X : apply(ops.slice(start, start + width), { x: X }));

/** The columns of some values side by side. */
export function sideBySide(values: readonly Value[], apply: Apply): Value {
  if (values.length === 1) return values[0];
  const inputs = Object.fromEntries(values.map((value, k) => [String(k), value]));
  return apply(ops.concat(Object.keys(inputs)), inputs);
}

/** The parameters of a node: those that training changes. */
export function nodeParameters<V extends Value>(node: GraphNode<V>): V[] {
  const found: V[] = [];
  mapNode(node, (parameter) => {
    found.push(parameter);
    return parameter;
  });
  return found;
}

/** The same node with every parameter replaced, in the order of {@link nodeParameters}. */
export function mapNode<V extends Value, U extends Value>(
  node: GraphNode<V>,
  replace: (parameter: V) => U,
): GraphNode<U> {
  if (node.op === "layer-normalization")
    return { ...node, gain: replace(node.gain), shift: replace(node.shift) };
  if (node.op === "rms-normalization") return { ...node, gain: replace(node.gain) };
  if (node.op === "activation") return { ...node, activation: mapActivation(node.activation, replace) };
  return node;
}

/** The same activation with its slope replaced, if it has one. */
export const mapActivation = <V extends Value, U extends Value>(
  activation: Activation<V>,
  replace: (slope: V) => U,
): Activation<U> =>
  activation.kind === "prelu" ? { kind: "prelu", slope: replace(activation.slope) } : activation;

/** N of a batch. */
export const samplesOf = (X: Value): number => shapeOf(X)[0];
