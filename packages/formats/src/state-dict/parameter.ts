import { FormatError, showShape } from "@espalier/tensor";
import type { Data, Shape } from "@espalier/tensor";
import type { Precision } from "@espalier/files";
import type { NamedTensor } from "./named-tensor.ts";

/** A parameter: a tensor of the file, or what some of them make. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly precision: Precision;
  /** In the words of the file. */
  readonly dtype: string;
  readonly place: string;
  readonly read: () => Data;
}

/** @throws FormatError when a tensor does not have floats */
export function parameterOf(tensor: NamedTensor): Parameter {
  const { name, shape, precision, dtype, place, read } = tensor;
  if (precision === undefined) return refuseTensor(tensor, "F64, F32, F16 or BF16");
  return { name, shape, precision, dtype, place, read };
}

/** @throws FormatError always, naming the tensor and where it is */
export function refuseTensor(
  { place, shape, dtype }: Pick<NamedTensor, "place" | "shape" | "dtype">,
  expected: string,
): never {
  throw new FormatError(place, expected, `${dtype} ${showShape(shape)}`);
}
