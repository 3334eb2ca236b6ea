import { refuse } from "@espalier/files/bytes";
import type { Size } from "./constants/size.ts";
import type { ValueInfo } from "./file/model.ts";
import { isFloat, typeName } from "./file/tensor.ts";

/** The size of the axis of samples, which all inputs have: a number, or N. */
export function batchOf(inputs: readonly ValueInfo[], isOneSample: boolean): Size {
  const sizes = inputs.flatMap(({ shape }) => (typeof shape?.[0] === "number" ? [shape[0]] : []));
  const [first] = sizes;
  if (isOneSample || first === undefined) return first ?? { times: 1 };
  const other = inputs.find(({ shape }) => typeof shape?.[0] === "number" && shape[0] !== first);
  if (other !== undefined)
    refuse(
      other.at,
      `input ${other.name}`,
      `${first} samples, as the first input has`,
      `[${other.shape?.join(", ")}]`,
    );
  return first;
}

/** The axes of a sample. One without a size is known by the first weight; of several, each must be known. */
export function axesOf(
  { at, name, shape, type }: ValueInfo,
  isOneSample: boolean,
): readonly number[] | undefined {
  if (!isFloat(type)) refuse(at, `input ${name}`, "floats", typeName(type));
  if (shape === undefined) return undefined;
  const axes = isOneSample ? shape : shape.slice(1);
  const sizes = axes.filter((axis) => typeof axis === "number");
  if (axes.length === 1 && sizes.length === 0) return undefined;
  if (axes.length === 0 || sizes.length < axes.length || !sizes.every((size) => size > 0))
    refuse(at, `input ${name}`, "a batch of samples, [batch, inputs …]", `[${shape.join(", ")}]`);
  return sizes;
}
