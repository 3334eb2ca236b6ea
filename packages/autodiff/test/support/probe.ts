import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { shapeOf, vjp } from "../../src/index.ts";
import { tensors } from "./arbitraries.ts";
import { domains } from "./domains.ts";
import type { Case } from "./domains.ts";

/** A direction ẋ for the inputs of a program to move in, and a cotangent ȳ of its output. */
export interface Changes {
  readonly tangents: Readonly<Record<string, Tensor>>;
  readonly cotangent: Tensor;
}

export type Probe = Case & Changes;

export const changes = ({ program, inputs, moving }: Case): fc.Arbitrary<Changes> =>
  fc.record({
    tangents: fc.record(Object.fromEntries(moving.map((name) => [name, tensors(inputs[name].shape)]))),
    cotangent: tensors(shapeOf(program(inputs))),
  });

/** Every primitive by name, with its probes: a row each for `describe.each`. */
export const everyOp: readonly { readonly name: string; readonly drawn: fc.Arbitrary<Probe> }[] =
  Object.entries(domains).map(([name, cases]) => ({
    name,
    drawn: cases.chain((each) => changes(each).map((drawn) => ({ ...each, ...drawn }))),
  }));

/** x̄ of the moving inputs. */
export function pulledBack({ program, inputs, moving }: Case, cotangent: Tensor): Record<string, Tensor> {
  const cotangents = vjp(program, inputs).pullback(cotangent);
  return Object.fromEntries(moving.map((name) => [name, cotangents[name]]));
}

export const mapRecord = <A, B>(
  record: Readonly<Record<string, A>>,
  f: (value: A, name: string) => B,
): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value, name)]));
