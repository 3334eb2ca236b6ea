import { elementary, wrap } from "@espalier/tensor";
import { refuse } from "../../refuse.ts";
import { describe } from "../describe.ts";
import { dtypeOfType } from "../file/tensor.ts";
import { floatsAt, perEntry, samplesAt } from "./context.ts";
import type { Operator } from "./context.ts";
import { pointwise } from "./pointwise.ts";

const { gelu: exactGelu, sigmoid, tanh } = elementary;

/** One slope for all neurons, 0.01 unless the file says another. */
const leakyRelu: Operator = (context, node, operands) => {
  const slope = node.attributes.get("alpha")?.float ?? Math.fround(0.01);
  if (!Number.isFinite(slope)) refuse(node.at, `${describe(node)}, alpha`, "a finite number", `${slope}`);
  const data = dtypeOfType(context.type) === "f64" ? Float64Array.of(slope) : Float32Array.of(slope);
  const activation = { kind: "prelu", slope: wrap([1], data) } as const;
  return pointwise((x) => (x > 0 ? x : slope * x), { activation })(context, node, operands);
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
  if (approximate !== "none")
    refuse(
      node.at,
      `${describe(node)}, approximate`,
      '"none", the exact one with erf',
      JSON.stringify(approximate),
    );
  return pointwise(exactGelu, { activation: { kind: "gelu" } })(context, node, operands);
};

/** Operators that are an activation each. */
// prettier-ignore
export const activations: readonly (readonly [name: string, operator: Operator])[] = [
  ["Relu",      pointwise((x) => Math.max(x, 0), { activation: { kind: "relu" } })],
  ["LeakyRelu", leakyRelu],
  ["PRelu",     pRelu],
  ["Tanh",      pointwise(tanh, { activation: { kind: "tanh" } })],
  ["Sigmoid",   pointwise(sigmoid, { activation: { kind: "sigmoid" } })],
  ["Gelu",      gelu],
];
