import { wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Activation, GraphNode, Layer, NodeOp } from "@espalier/network";
import type { LayerNames, NodeNames } from "@espalier/files";
import { activationNodes } from "./activations.ts";
import { floatAttribute, intAttribute, intsAttribute } from "./attributes.ts";
import type { Plan } from "./plan.ts";

/** Where the nodes of a network are written. */
export interface Place {
  readonly plan: Plan;
  readonly layers: readonly Layer[];
  readonly names: readonly LayerNames[];
  readonly nodeNames: Readonly<Record<string, NodeNames>>;
  /** The layers whose matrices others use too, or that use one. */
  readonly tied: ReadonlySet<number>;
  /** The name of something of a node; its value is "output", or "last" where a layer has no activation. */
  readonly wishFor: (node: GraphNode, what: string) => string;
}

type Of<O extends NodeOp> = GraphNode & { readonly op: O };

/** What a node is written as, from the names of what it reads. A constant has none. @returns the name of its value */
type Rule<O extends NodeOp> = (place: Place, node: Of<O>, from: readonly string[]) => string;

const rules: { readonly [O in Exclude<NodeOp, "constant">]: Rule<O> } = {
  layer: writeLayer,
  activation: (place, node, [x]) =>
    writeActivation(place, node, node.activation, x, place.nodeNames[node.name]?.slope),
  add: (place, node, from) => joined(place, node, from, "Add"),
  mul: (place, node, from) => joined(place, node, from, "Mul"),
  max: (place, node, from) => place.plan.node("Max", from, place.wishFor(node, "output")),
  min: (place, node, from) => place.plan.node("Min", from, place.wishFor(node, "output")),
  concat: (place, node, from) =>
    place.plan.node("Concat", from, place.wishFor(node, "output"), [intAttribute("axis", 1)]),
  slice: writeSlice,
  "layer-normalization": writeLayerNormalization,
  "rms-normalization": writeRmsNormalization,
  softmax: (place, node, from) =>
    place.plan.node("Softmax", from, place.wishFor(node, "output"), [intAttribute("axis", 1)]),
};

/** Writes a node that is not a constant. @returns the name of its value */
export function writeNode(
  place: Place,
  node: Exclude<GraphNode, Of<"constant">>,
  from: readonly string[],
): string {
  const rule = rules[node.op] as unknown as Rule<NodeOp>; // the row of an op takes the nodes with that op
  return rule(place, node, from);
}

/** Gemm, or MatMul where the file had no bias, as long as that is zeros. */
function writeLayer(
  { plan, layers, names, tied, ...place }: Place,
  node: Of<"layer">,
  [x]: readonly string[],
): string {
  const { weight, bias, activation, tied: first, transposed: isTransposed } = layers[node.layer];
  const name = names[node.layer];
  const whole: Place = { plan, layers, names, tied, ...place };
  const isBiased = name.bias !== undefined || bias.data.some((b) => !Object.is(b, 0));
  // An identity behind it has no node of its own.
  const signal = place.wishFor(node, activation.kind === "identity" ? "last" : "signal");
  const matrix = (own: () => Tensor): string =>
    first === undefined ? plan.store(name.weight, own()) : names[first].weight;
  let value: string;
  if (!isBiased && !tied.has(node.layer))
    value = plan.node("MatMul", [x, matrix(() => transposed(weight))], signal);
  else {
    const W = matrix(() => weight);
    // The sum has been optional since operators 11.
    const b =
      isBiased || plan.opset < 11 ? [plan.store(name.bias ?? plan.fresh(`${name.weight}.bias`), bias)] : [];
    value = plan.node("Gemm", [x, W, ...b], signal, [intAttribute("transB", isTransposed === true ? 0 : 1)]);
  }
  return writeActivation(whole, node, activation, value, name.slope ?? `${name.weight}.slope`);
}

function writeActivation(
  { plan, wishFor }: Place,
  node: GraphNode,
  activation: Activation,
  x: string,
  slopeName: string | undefined,
): string {
  if (activation.kind === "prelu") {
    const name = slopeName ?? wishFor(node, "slope");
    const slope = plan.store(plan.tensors.has(name) ? plan.fresh(name) : name, activation.slope);
    return plan.node("PRelu", [x, slope], wishFor(node, "output"));
  }
  return activationNodes(activation, x, {
    opset: plan.opset,
    isDouble: plan.dtype === "f64",
    node: (operator, inputs, wish, attributes) =>
      plan.node(operator, inputs, wishFor(node, wish), attributes),
    constant: (wish, number) => plan.constant(wishFor(node, wish), number),
  });
}

function joined(
  { plan, wishFor }: Place,
  node: GraphNode,
  from: readonly string[],
  operator: string,
): string {
  const [first, ...others] = from;
  return others.reduce(
    (sum, each, k) =>
      plan.node(operator, [sum, each], wishFor(node, k === others.length - 1 ? "output" : "part")),
    first,
  );
}

/** Places are operands since operators 10, and were attributes before. */
function writeSlice({ plan, wishFor }: Place, node: Of<"slice">, [x]: readonly string[]): string {
  const places = { starts: [node.start], ends: [node.end], axes: [1] };
  const wish = wishFor(node, "output");
  if (plan.opset < 10)
    return plan.node(
      "Slice",
      [x],
      wish,
      Object.entries(places).map(([name, list]) => intsAttribute(name, list)),
    );
  const lists = Object.entries(places).map(([name, list]) => plan.list(`slice.${name}`, list));
  return plan.node("Slice", [x, ...lists], wish);
}

/** One operator since operators 17, if its ε can be an attribute. */
function writeLayerNormalization(
  place: Place,
  node: Of<"layer-normalization">,
  [x]: readonly string[],
): string {
  const { plan, nodeNames, wishFor } = place;
  const { gain, shift, epsilon } = node;
  const names = nodeNames[node.name] ?? {};
  const gainName = plan.store(names.gain ?? plan.fresh(wishFor(node, "weight")), gain);
  const isShifted = names.shift !== undefined || shift.data.some((each) => !Object.is(each, 0));
  const shiftName = (): string => plan.store(names.shift ?? plan.fresh(wishFor(node, "bias")), shift);
  if (plan.opset >= 17 && Math.fround(epsilon) === epsilon) {
    const operands = isShifted ? [x, gainName, shiftName()] : [x, gainName];
    const attributes = [intAttribute("axis", -1), floatAttribute("epsilon", epsilon)];
    return plan.node("LayerNormalization", operands, wishFor(node, "output"), attributes);
  }
  const centred = plan.node("Sub", [x, meanOf(place, node, x, "mean")], wishFor(node, "centred"));
  const unit = plan.node("Div", [centred, sizeOf(place, node, centred, epsilon)], wishFor(node, "unit"));
  const scaled = plan.node("Mul", [unit, gainName], wishFor(node, isShifted ? "scaled" : "output"));
  return isShifted ? plan.node("Add", [scaled, shiftName()], wishFor(node, "output")) : scaled;
}

/** One operator since operators 23. */
function writeRmsNormalization(place: Place, node: Of<"rms-normalization">, [x]: readonly string[]): string {
  const { plan, nodeNames, wishFor } = place;
  const { gain, epsilon } = node;
  const gainName = plan.store(nodeNames[node.name]?.gain ?? plan.fresh(wishFor(node, "weight")), gain);
  if (plan.opset >= 23 && Math.fround(epsilon) === epsilon) {
    const attributes = [intAttribute("axis", -1), floatAttribute("epsilon", epsilon)];
    return plan.node("RMSNormalization", [x, gainName], wishFor(node, "output"), attributes);
  }
  const unit = plan.node("Div", [x, sizeOf(place, node, x, epsilon)], wishFor(node, "unit"));
  return plan.node("Mul", [unit, gainName], wishFor(node, "output"));
}

/** √(mean x² + ε) */
function sizeOf(place: Place, node: GraphNode, x: string, epsilon: number): string {
  const { plan, wishFor } = place;
  const square = meanOf(place, node, plan.node("Mul", [x, x], wishFor(node, "squares")), "square");
  const sum = plan.node(
    "Add",
    [square, plan.constant(wishFor(node, "epsilon"), epsilon)],
    wishFor(node, "sum"),
  );
  return plan.node("Sqrt", [sum], wishFor(node, "size"));
}

/** The mean of each row; its axes are an operand since operators 18. */
function meanOf({ plan, wishFor }: Place, node: GraphNode, x: string, wish: string): string {
  return plan.opset < 18
    ? plan.node("ReduceMean", [x], wishFor(node, wish), [intsAttribute("axes", [1])])
    : plan.node("ReduceMean", [x, plan.list("mean.axes", [1])], wishFor(node, wish));
}

function transposed({ shape: [I, J], data }: Tensor): Tensor {
  const result = data.slice();
  for (let i = 0; i < I; i++) for (let j = 0; j < J; j++) result[j * I + i] = data[i * J + j];
  return wrap([J, I], result);
}
