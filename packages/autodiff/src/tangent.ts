import { zeros, dtypeOf } from "@espalier/tensor";
import { apply } from "./apply.ts";
import { isTraced, primal } from "./op.ts";
import type { Trace, Traced, Value } from "./op.ts";
import { add } from "./ops/arithmetic.ts";

/** A value x and its tangent ẋ; both pass through every op. */
export interface Dual extends Traced {
  readonly tangent: Value;
}

/** The forward mode: carries tangents from the inputs to the outputs while they are computed. */
export function createTangentTrace(level: number = 1): Trace {
  const trace: Trace = {
    level,
    follow(op, inputs) {
      const values: Record<string, Value> = {};
      for (const name in inputs)
        values[name] = isDual(trace, inputs[name]) ? inputs[name].value : inputs[name];
      const value = apply(op, values);
      let sum: Value | undefined;
      for (const name in op.jvp) {
        const input = inputs[name];
        if (!isDual(trace, input)) continue;
        const yDot = op.jvp[name](values, input.tangent, value, apply);
        sum = sum === undefined ? yDot : apply(add, { a: sum, b: yDot });
      }
      return sum === undefined ? value : dual(trace, value, sum);
    },
  };
  return trace;
}

export const dual = (trace: Trace, value: Value, tangent: Value): Dual => ({ trace, value, tangent });

const isDual = (trace: Trace, value: Value): value is Dual => isTraced(value) && value.trace === trace;

/** The value and the tangent of a result. A result that does not depend on the inputs has the tangent 0. */
export function split(trace: Trace, result: Value): { value: Value; tangent: Value } {
  if (isDual(trace, result)) return { value: result.value, tangent: result.tangent };
  const numbers = primal(result);
  return { value: result, tangent: zeros(numbers.shape, dtypeOf(numbers)) };
}
