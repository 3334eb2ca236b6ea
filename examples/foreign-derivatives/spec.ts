import type { Spec, Tensors } from "../../packages/check/src/index.ts";
import type { Foreign } from "./foreign.ts";
import type { Nested, Tensor, Torch } from "./library.ts";

/** A function of the library as the kit takes it: flat arrays in, flat arrays out, and its backward pass as the vjp. */
export function specOf(
  { name, inputs, shapes, samples, formula, call }: Foreign,
  torch: Torch,
): Spec<string, Float64Array> {
  const tensorsOf = (values: Tensors): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(values).map(([input, { shape, data }]) => [
        input,
        torch.tensor(nested(shape, data), true),
      ]),
    );
  return {
    name,
    inputs,
    shapes: () => shapes,
    ...(samples && { samples }),
    ...(formula && { formula }),
    f: (values) => flat(call(tensorsOf(values)).data),
    vjp: (values, cotangent) => {
      const tensors = tensorsOf(values);
      const output = call(tensors);
      output.backward(torch.tensor(nested(output.shape, cotangent)));
      return Object.fromEntries(Object.entries(tensors).map(([input, { grad }]) => [input, flat(grad)]));
    },
  };
}

const flat = (values: Nested | number): Float64Array => Float64Array.from(numbersIn(values));

const numbersIn = (values: Nested | number): number[] =>
  typeof values === "number" ? [values] : values.flatMap(numbersIn);

function nested([size, ...rest]: readonly number[], data: ArrayLike<number>): Nested {
  const all = Array.from(data);
  if (rest.length === 0) return all;
  const width = all.length / size;
  return Array.from({ length: size }, (_, at) => nested(rest, all.slice(at * width, (at + 1) * width)));
}
