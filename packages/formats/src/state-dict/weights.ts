import { sameShape } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import { rounded } from "@espalier/files/bytes";
import type { Parameter } from "./parameter.ts";
import { parameterOf, refuseTensor } from "./parameter.ts";
import type { NamedTensor } from "./named-tensor.ts";

type Parts = ReadonlyMap<string, NamedTensor>;

/**
 * The weight of a module, from its tensors: the weight itself; a kernel [j, i], as in Flax and Keras; the direction v and the length g of weight
 * normalisation; or a weight and the mask that prunes it. Computations are in double precision and rounded once.
 */
export function normalisedWeight(
  module: string,
  parts: Parts,
  note: (text: string) => void,
): Parameter | undefined {
  const [weight, kernel] = [parts.get("weight"), parts.get("kernel")];
  const [length, direction] = [
    parts.get("weight_g") ?? parts.get("parametrizations.weight.original0"),
    parts.get("weight_v") ?? parts.get("parametrizations.weight.original1"),
  ];
  const [original, mask] = [parts.get("weight_orig"), parts.get("weight_mask")];
  const name = module === "" ? "weight" : `${module}.weight`;
  const forms = [weight, kernel, direction ?? length, original ?? mask].filter((each) => each !== undefined);
  if (forms.length > 1) refuseTensor(forms[1], `one weight beside ${forms[0].name}`);
  if (kernel !== undefined) return transposedKernel(kernel);
  if (direction !== undefined || length !== undefined) {
    if (direction === undefined || length === undefined)
      return refuseTensor(direction ?? length ?? first(parts), "its length and its direction");
    note(`${length.name} and ${direction.name} are read as one weight, ${name}`);
    return weightNorm(name, length, direction);
  }
  if (original !== undefined || mask !== undefined) {
    if (original === undefined || mask === undefined)
      return refuseTensor(original ?? mask ?? first(parts), "a weight and its mask");
    note(`${original.name} and ${mask.name} are read as one weight, ${name}`);
    return masked(name, original, mask);
  }
  return weight && parameterOf(weight);
}

const first = (parts: Parts): NamedTensor => [...parts.values()][0];

/** [j, i] as [i, j] */
function transposedKernel(kernel: NamedTensor): Parameter {
  const { shape, ...rest } = parameterOf(kernel);
  const [J, I] = shape;
  if (shape.length !== 2) return refuseTensor(kernel, "a kernel [inputs, neurons]");
  return { ...rest, shape: [I, J], read: () => transposed(kernel.read(), J, I) };
}

export function transposed(data: Data, J: number, I: number): Data {
  const result = data.slice();
  for (let i = 0; i < I; i++) for (let j = 0; j < J; j++) result[i * J + j] = data[j * I + i];
  return result;
}

/** W_i = g_i v_i / ‖v_i‖. @see Salimans & Kingma 2016, "Weight normalization" */
function weightNorm(name: string, length: NamedTensor, direction: NamedTensor): Parameter {
  const parameter = parameterOf(direction);
  const { shape } = parameter;
  const [I, J] = shape;
  if (shape.length !== 2 || length.shape[0] !== I || length.shape.slice(1).some((size) => size !== 1))
    refuseTensor(length, `lengths [${I}, 1] for ${direction.name}`);
  return computed(name, parameter, () => {
    const [g, v] = [length.read(), direction.read()];
    const squares = new Float64Array(I);
    for (const [at, value] of v.entries()) squares[Math.floor(at / J)] += value * value;
    return Float64Array.from(
      v,
      (value, at) => (value * g[Math.floor(at / J)]) / Math.sqrt(squares[Math.floor(at / J)]),
    );
  });
}

function masked(name: string, original: NamedTensor, mask: NamedTensor): Parameter {
  const parameter = parameterOf(original);
  if (!sameShape(mask.shape, original.shape)) refuseTensor(mask, `the shape of ${original.name}`);
  return computed(name, parameter, () => {
    const kept = mask.read();
    return Float64Array.from(original.read(), (value, at) => value * kept[at]);
  });
}

const computed = (name: string, parameter: Parameter, compute: () => Float64Array): Parameter => ({
  ...parameter,
  name,
  read: () => rounded(compute(), parameter.precision),
});
