import type { Data, DType } from "../../../tensor.ts";
import { elements } from "./element.ts";
import type { Element } from "./element.ts";
import type { Memory, Routines } from "./engine.ts";

/** The element of up to four arrays, or undefined unless all are in the memory and have one precision. */
export type ElementOf = (X: Data, Y?: Data, Z?: Data, W?: Data) => Element | undefined;

export function elementsIn(memory: Memory): ElementOf {
  const isIn = ({ isOf }: Element, data: Data): boolean => isOf(data) && data.buffer === memory;
  return (X, Y = X, Z = X, W = X) => {
    for (const element of elements)
      if (isIn(element, X) && isIn(element, Y) && isIn(element, Z) && isIn(element, W)) return element;
    return undefined;
  };
}

/** A routine in both precisions, looked up once so that no call has to build its name. */
export const inBoth = (routines: Routines, name: string): Readonly<Record<DType, Routines[string]>> => ({
  f32: routines[`f32-${name}`],
  f64: routines[`f64-${name}`],
});
