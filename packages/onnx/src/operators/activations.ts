import { activate } from "@espalier/network";
import type { Activation } from "@espalier/network";
import { wrap } from "@espalier/tensor";
import { refuseNode, refusePart } from "../describe.ts";
import { dtypeOfType } from "../file/tensor.ts";
import type { Node } from "../file/model.ts";
import { floatsAt, perEntry, samplesAt } from "./context.ts";
import type { Operator } from "./context.ts";
import { pointwise } from "./pointwise.ts";

/** A number that a node has as an attribute, of single precision. */
function number(node: Node, name: string, usual: number): number {
  const value = node.attributes.get(name)?.float ?? Math.fround(usual);
  if (!Number.isFinite(value)) refusePart(node, name, "a finite number", `${value}`);
  return value;
}

/** An operator that is an activation. */
const known = (activation: Activation): Operator =>
  pointwise((x) => activate(activation, wrap([1], Float64Array.of(x))).data[0], { activation });

/** The same, with numbers that the node has. */
const numbered =
  (of: (node: Node) => Activation): Operator =>
  (context, node, operands) =>
    known(of(node))(context, node, operands);

const leakyRelu = numbered((node) => {
  const alpha = number(node, "alpha", 0.01);
  return { kind: "leaky-relu", alpha };
});

const elu = numbered((node) => {
  const alpha = number(node, "alpha", 1);
  return { kind: "elu", alpha };
});

const celu = numbered((node) => {
  const alpha = number(node, "alpha", 1);
  if (!(alpha > 0)) refusePart(node, "alpha", "a number > 0", `${alpha}`);
  return { kind: "celu", alpha };
});

const hardsigmoid = numbered((node) => {
  const [alpha, beta] = [number(node, "alpha", 0.2), number(node, "beta", 0.5)];
  if (!(alpha > 0)) refusePart(node, "alpha", "a number > 0", `${alpha}`);
  return { kind: "hardsigmoid", alpha, beta };
});

/** With its own two numbers only: they are what makes it keep mean and variance. */
const selu = numbered((node) => {
  const [alpha, gamma] = [
    number(node, "alpha", 1.67326319217681884765625),
    number(node, "gamma", 1.05070102214813232421875),
  ];
  if (Math.abs(alpha - 1.6732632423543772) > 1e-6 || Math.abs(gamma - 1.0507009873554805) > 1e-6)
    refuseNode(node, "alpha 1.67326… and gamma 1.05070…", `${alpha} and ${gamma}`);
  return { kind: "selu" };
});

/** Without an upper bound and with 0 as the lower one it is a ReLU; a bound that is missing is the largest number. */
const clip: Operator = (context, node, operands) => {
  const largest = dtypeOfType(context.type) === "f64" ? Number.MAX_VALUE : 3.4028234663852886e38;
  const bound = (at: number, name: string, usual: number): number => {
    if (operands[at] === undefined) return node.attributes.get(name)?.float ?? usual;
    const { data } = floatsAt(node, operands, at);
    return data.length === 1 ? data[0] : refusePart(node, name, "one number", `${data.length}`);
  };
  const [min, max] = [bound(1, "min", -largest), bound(2, "max", largest)];
  if (!(min <= max)) refuseNode(node, "min ≤ max", `${min} and ${max}`);
  const activation: Activation = min === 0 && max >= largest ? { kind: "relu" } : { kind: "clip", min, max };
  return known(activation)(context, node, operands.slice(0, 1));
};

/** Slopes for the layer, [1], or one a neuron. */
const pRelu: Operator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const stored = floatsAt(node, operands, 1);
  const { values } = perEntry(node, x, stored);
  const data = stored.data.constructor === Float32Array ? Float32Array.from(values) : values;
  const activation = { kind: "prelu", slope: wrap([values.length], data) } as const;
  const f = (each: number): number => (values.length > 1 ? NaN : each > 0 ? each : values[0] * each);
  return context.step(
    node,
    [x],
    { kind: "pointwise", f, activation, slopeName: stored.stored },
    x.axes,
    x.batched,
  );
};

const gelu: Operator = (context, node, operands) => {
  const approximate = node.attributes.get("approximate")?.text ?? "none";
  if (approximate === "tanh") return known({ kind: "gelu-tanh" })(context, node, operands);
  if (approximate !== "none")
    refusePart(node, "approximate", '"none" or "tanh"', JSON.stringify(approximate));
  return known({ kind: "gelu" })(context, node, operands);
};

const swish: Operator = (context, node, operands) => {
  const alpha = number(node, "alpha", 1);
  if (alpha !== 1) refusePart(node, "alpha", "1", `${alpha}`);
  return known({ kind: "silu" })(context, node, operands);
};

/** Operators that are an activation each. */
// prettier-ignore
export const activations: readonly (readonly [name: string, operator: Operator])[] = [
  ["Relu",        known({ kind: "relu" })],
  ["LeakyRelu",   leakyRelu],
  ["PRelu",       pRelu],
  ["Tanh",        known({ kind: "tanh" })],
  ["Sigmoid",     known({ kind: "sigmoid" })],
  ["Gelu",        gelu],
  ["Elu",         elu],
  ["Selu",        selu],
  ["Celu",        celu],
  ["Softplus",    known({ kind: "softplus", beta: 1 })],
  ["Mish",        known({ kind: "mish" })],
  ["Swish",       swish],
  ["HardSigmoid", hardsigmoid],
  ["HardSwish",   known({ kind: "hardswish" })],
  ["Clip",        clip],
  ["Softsign",    known({ kind: "softsign" })],
  ["Sin",         known({ kind: "sin", omega: 1 })],
  ["Cos",         known({ kind: "cos", omega: 1 })],
  ["Exp",         known({ kind: "exp" })],
  ["Abs",         known({ kind: "abs" })],
];
