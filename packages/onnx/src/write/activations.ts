import type { Activation, ActivationKind } from "@espalier/network";
import { floatAttribute, textAttribute } from "./attributes.ts";
import type { Plan } from "./plan.ts";

/** Where the nodes of an activation go. */
export interface Nodes extends Pick<Plan, "opset" | "node" | "constant"> {
  /** Whether the network is in double precision, in which attributes are not. */
  readonly isDouble: boolean;
}

type Of<K extends ActivationKind> = Activation & { readonly kind: K };
type Known = Exclude<Activation, { readonly kind: "prelu" }>;
type Row<K extends ActivationKind> = (x: string, nodes: Nodes, activation: Of<K>) => string;

/** One operator without attributes. */
const one =
  (operator: string) =>
  (x: string, { node }: Nodes): string =>
    node(operator, [x], "output");

/** Whether numbers can be attributes, which are of single precision, without a change in what the network is rounded to. */
const fits = ({ isDouble }: Nodes, ...numbers: readonly number[]): boolean =>
  !isDouble || numbers.every((number) => Math.fround(number) === number);

/** max(x, 0) + α g(min(x, 0)): how a function that is α g on the left is written with α as a tensor. */
function leftAndRight(
  x: string,
  { node, constant }: Nodes,
  alpha: number,
  g: (left: string) => string,
): string {
  const right = node("Relu", [x], "right");
  const left = node("Min", [x, constant("zero", 0)], "left");
  const scaled = node("Mul", [g(left), constant("alpha", alpha)], "scaled");
  return node("Add", [right, scaled], "output");
}

const exponential = (left: string, { node }: Nodes): string =>
  node("Elu", [left], "elu", [floatAttribute("alpha", 1)]);

/** ½ x (1 + g(x)) */
function gated(x: string, gate: string, { node, constant }: Nodes): string {
  const sum = node("Add", [gate, constant("one", 1)], "sum");
  const product = node("Mul", [x, sum], "product");
  return node("Mul", [product, constant("half", 0.5)], "output");
}

/** ½ x (1 + erf(x / √2)), in one operator since operators 20. */
const gelu: Row<"gelu"> = (x, nodes) => {
  const { node, constant, opset } = nodes;
  if (opset >= 20) return node("Gelu", [x], "output");
  const erf = node("Erf", [node("Div", [x, constant("sqrt2", Math.SQRT2)], "divided")], "erf");
  return gated(x, erf, nodes);
};

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) */
const geluTanh: Row<"gelu-tanh"> = (x, nodes) => {
  const { node, constant, opset } = nodes;
  if (opset >= 20) return node("Gelu", [x], "output", [textAttribute("approximate", "tanh")]);
  const cube = node("Mul", [node("Mul", [x, x], "square"), x], "cube");
  const small = node("Mul", [cube, constant("cubic", 0.044715)], "small");
  const inner = node(
    "Mul",
    [node("Add", [x, small], "inner"), constant("root", Math.sqrt(2 / Math.PI))],
    "z",
  );
  return gated(x, node("Tanh", [inner], "tanh"), nodes);
};

/** Bounds are tensors since operators 11, and were attributes before. */
function between(
  x: string,
  min: number,
  max: number,
  { node, constant, opset }: Nodes,
  wish = "output",
): string {
  if (opset < 11) return node("Clip", [x], wish, [floatAttribute("min", min), floatAttribute("max", max)]);
  return node("Clip", [x, constant("min", min), constant("max", max)], wish);
}

const hardswish: Row<"hardswish"> = (x, nodes) => {
  const { node, constant, opset, isDouble } = nodes;
  if (opset >= 14 && !isDouble) return node("HardSwish", [x], "output");
  const clipped = between(node("Add", [x, constant("three", 3)], "shifted"), 0, 6, nodes, "clipped");
  return node("Div", [node("Mul", [x, clipped], "product"), constant("six", 6)], "output");
};

const hardsigmoid: Row<"hardsigmoid"> = (x, nodes, { alpha, beta }) => {
  const { node, constant } = nodes;
  if (fits(nodes, alpha, beta))
    return node("HardSigmoid", [x], "output", [floatAttribute("alpha", alpha), floatAttribute("beta", beta)]);
  const scaled = node("Mul", [x, constant("alpha", alpha)], "scaled");
  return between(node("Add", [scaled, constant("beta", beta)], "line"), 0, 1, nodes);
};

/** An operator with the one attribute α, where that can be one. */
const withAlpha =
  (operator: string, g: (left: string, nodes: Nodes) => string) =>
  (x: string, nodes: Nodes, { alpha }: { readonly alpha: number }): string =>
    fits(nodes, alpha)
      ? nodes.node(operator, [x], "output", [floatAttribute("alpha", alpha)])
      : leftAndRight(x, nodes, alpha, (left) => g(left, nodes));

/** In one operator since operators 12, in single precision. */
const celu: Row<"celu"> = (x, nodes, { alpha }) => {
  const { node, constant, opset, isDouble } = nodes;
  if (opset >= 12 && !isDouble) return node("Celu", [x], "output", [floatAttribute("alpha", alpha)]);
  const g = (left: string): string =>
    exponential(node("Div", [left, constant("width", alpha)], "divided"), nodes);
  return leftAndRight(x, nodes, alpha, g);
};

// prettier-ignore
const rows: { readonly [K in Known["kind"]]: Row<K> } = {
  identity:     (x) => x,
  relu:         one("Relu"),
  tanh:         one("Tanh"),
  sigmoid:      one("Sigmoid"),
  gelu,
  "gelu-tanh":  geluTanh,
  silu:         (x, { node }) => node("Mul", [x, node("Sigmoid", [x], "gate")], "output"),
  "leaky-relu": withAlpha("LeakyRelu", (left) => left),
  elu:          withAlpha("Elu", exponential),
  selu:         one("Selu"),
  celu,
  softplus:     (x, { node, constant }, { beta }) =>
    beta === 1
      ? node("Softplus", [x], "output")
      : node("Div", [node("Softplus", [node("Mul", [x, constant("beta", beta)], "scaled")], "softplus"), constant("divisor", beta)], "output"),
  mish:         (x, { node }) => node("Mul", [x, node("Tanh", [node("Softplus", [x], "softplus")], "gate")], "output"),
  hardsigmoid,
  hardswish,
  clip:         (x, nodes, { min, max }) => between(x, min, max, nodes),
  softsign:     one("Softsign"),
  logsigmoid:   (x, { node }) => node("Neg", [node("Softplus", [node("Neg", [x], "negative")], "softplus")], "output"),
  sin:          (x, { node, constant }, { omega }) =>
    node("Sin", [omega === 1 ? x : node("Mul", [x, constant("omega", omega)], "scaled")], "output"),
  cos:          (x, { node, constant }, { omega }) =>
    node("Cos", [omega === 1 ? x : node("Mul", [x, constant("omega", omega)], "scaled")], "output"),
  exp:          one("Exp"),
  abs:          one("Abs"),
  sqrt:         one("Sqrt"),
  reciprocal:   one("Reciprocal"),
};

/** The nodes of an activation. @returns the name of its value */
export function activationNodes(activation: Known, x: string, nodes: Nodes): string {
  // The row of a kind takes the activations of that kind.
  const row = rows[activation.kind] as (x: string, nodes: Nodes, activation: Activation) => string;
  return row(x, nodes, activation);
}
