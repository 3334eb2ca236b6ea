import { FormatError } from "@espalier/tensor";
import { show } from "@espalier/files/json-values";
import type { Linear } from "../state-dict/modules.ts";
import type { NamedTensor } from "../state-dict/named-tensor.ts";
import { parameterOf, refuseTensor } from "../state-dict/parameter.ts";
import type { Parameter } from "../state-dict/parameter.ts";
import { transposed } from "../state-dict/weights.ts";
import type { KerasLayer } from "./chain.ts";

/** The numbers in a sample, where a layer says them: `[null, 28, 28]` is 784. */
export function widthIn(config: KerasLayer["config"]): number | undefined {
  const shape = config["batch_input_shape"] ?? config["batch_shape"];
  if (!Array.isArray(shape) || shape.length < 2) return undefined;
  const sizes = shape.slice(1).map(Number);
  return shape.slice(1).every((size) => typeof size === "number")
    ? sizes.reduce((a, b) => a * b, 1)
    : undefined;
}

/** The matrix and the bias of a Dense layer. */
export function denseOf(
  at: string,
  name: string,
  config: KerasLayer["config"],
  tensors: ReadonlyMap<string, NamedTensor>,
): Linear {
  const kernel = tensors.get("kernel");
  if (kernel === undefined) throw new FormatError(at, `the tensor ${name}/kernel`, "none");
  const { shape, ...rest } = parameterOf(kernel);
  const [J, I] = shape;
  if (shape.length !== 2 || I === 0 || J === 0) refuseTensor(kernel, "a kernel [inputs, neurons]");
  const { units, use_bias: hasBias } = config;
  if (units !== undefined && units !== I)
    refuseTensor(kernel, `a kernel [inputs, ${show(units)}], as ${name} has ${show(units)} units`);
  const weight: Parameter = { ...rest, shape: [I, J], read: () => transposed(kernel.read(), J, I) };
  const bias = tensors.get("bias");
  if (bias === undefined) {
    if (hasBias === true) throw new FormatError(at, `the tensor ${name}/bias`, "none");
    return { name, weight, bias: undefined };
  }
  if (hasBias === false) refuseTensor(bias, `no bias, as ${name} says use_bias false`);
  if (bias.shape.length !== 1 || bias.shape[0] !== I)
    refuseTensor(bias, `a bias [${I}], as ${kernel.name} has neurons`);
  return { name, weight, bias: parameterOf(bias) };
}
