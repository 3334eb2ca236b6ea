import { item, tensor, toNested, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { law } from "../../../test-setup/law.ts";
import {
  apply,
  createTape,
  createWorkspace,
  forwardSweep,
  jvp,
  ops,
  primal,
  source,
  vjp,
} from "../src/index.ts";
import type { Apply, Value, Variable } from "../src/index.ts";
import { tensors } from "./support/arbitraries.ts";
import { dot, expectNear, norm, u } from "./support/near.ts";
import { randomPrograms, run } from "./support/programs.ts";

/** A layer with a PReLU behind it, whose two ops have joint rules. */
const layer = ({ X, W, b, a }: Readonly<Record<"X" | "W" | "b" | "a", Value>>): Value =>
  apply(ops.prelu, { X: apply(ops.affine, { X, W, b }), a });

const layers = (slopes: number) => {
  const shaped = fc.record({ X: tensors([4, 3]), W: tensors([2, 3]), b: tensors([2]), a: tensors([slopes]) });
  return fc.record({ inputs: shaped, tangents: shaped });
};

/** Records a program and sweeps the tangents of its inputs to the output. */
function swept<K extends string>(
  program: (inputs: Readonly<Record<K, Value>>) => Value,
  inputs: Readonly<Record<K, Tensor>>,
  tangents: Readonly<Partial<Record<K, Tensor>>>,
): Value | undefined {
  const tape = createTape();
  const names = Object.keys(inputs) as K[]; // the names of a record
  const variables = Object.fromEntries(names.map((name) => [name, source(tape, inputs[name])]));
  const output = program(variables as Record<K, Variable>) as Variable;
  const seeds = names.flatMap((name) => {
    const tangent = tangents[name];
    return tangent === undefined ? [] : [{ variable: variables[name], tangent }];
  });
  return forwardSweep(output, seeds);
}

describe("a forward sweep", () => {
  it("carries a tangent down a recorded computation: (x²)˙ = 2 x ẋ", () => {
    const square = ({ x }: Readonly<Record<"x", Value>>): Value => apply(ops.mul, { a: x, b: x });
    expect(swept(square, { x: tensor(3) }, { x: tensor(10) })).toEqual(tensor(60));
  });

  it("has no tangent where nothing moves", () => {
    const square = ({ x }: Readonly<Record<"x", Value>>): Value => apply(ops.mul, { a: x, b: x });
    expect(swept(square, { x: tensor(3) }, {})).toBeUndefined();
  });

  it("of a layer and its slope, on paper", () => {
    // s = 2·(−1) + 1 = −1, y = a s = −0.5; ẏ = a (Ẇ x + W ẋ + ḃ) + ȧ s = 0.5 (−3 + 2·4 + 5) − 7
    const inputs = { X: tensor([[-1]]), W: tensor([[2]]), b: tensor([1]), a: tensor([0.5]) };
    const tangents = { X: tensor([[4]]), W: tensor([[3]]), b: tensor([5]), a: tensor([7]) };
    expect(toNested(primal(swept(layer, inputs, tangents)!))).toEqual([[-2]]);
  });

  // The same operations in the same order, but for joint rules: a program of the ops drawn has none.
  law("is the jvp, bit for bit", randomPrograms, (program) => {
    const { inputs, tangents } = program;
    const expected = jvp((at) => run(program, at), inputs, tangents).tangent;
    const received = swept((at) => run(program, at), inputs, tangents);
    expect(received === undefined ? zeros([2, 3]) : primal(received)).toEqual(expected);
  });

  // Three products of 3 terms and their sum, each ≤ norms' product, twice for the two ways of adding.
  const bound = (
    inputs: Readonly<Record<string, Tensor>>,
    tangents: Readonly<Record<string, Tensor>>,
  ): number => {
    const largest = Math.max(...Object.values(inputs).map(norm));
    const change = Object.values(tangents).reduce((sum, each) => sum + norm(each), 0);
    return 32 * u * (1 + largest) ** 3 * change;
  };

  for (const slopes of [1, 2])
    law(
      `by joint rules is that by single ones, with ${slopes} slopes`,
      layers(slopes),
      ({ inputs, tangents }) => {
        const expected = jvp(layer, inputs, tangents).tangent;
        expectNear(primal(swept(layer, inputs, tangents)!), expected, bound(inputs, tangents));
      },
    );

  const pairs = fc.record({ a: tensors([2, 1]), b: tensors([2, 3]), c: tensors([2, 2]) });

  law(
    "carries columns side by side, zeros where nothing moves",
    fc.tuple(pairs, pairs),
    ([inputs, changes]) => {
      const beside = (values: typeof inputs | Readonly<Record<"a" | "b" | "c", Value>>): Value =>
        apply(ops.concat(["a", "b", "c"]), values);
      for (const tangents of [changes, { a: changes.a, c: changes.c }])
        expect(swept(beside, inputs, tangents)).toEqual(
          beside({ ...changes, b: zeros([2, 3]), ...tangents }),
        );
    },
  );

  law("⟨ȳ, ẏ⟩ = ⟨x̄, ẋ⟩", layers(1), ({ inputs, tangents }) => {
    const { value, pullback } = vjp(layer, inputs);
    const yDot = primal(swept(layer, inputs, tangents)!);
    const pulled = pullback(value);
    const names = ["X", "W", "b", "a"] as const;
    const right = names.reduce((sum, name) => sum + dot(pulled[name], tangents[name]), 0);
    expect(Math.abs(dot(yDot, value) - right)).toBeLessThanOrEqual(
      (1 + norm(value)) * bound(inputs, tangents),
    );
  });

  it("can be replayed with other tangents", () => {
    const { apply: keep, replay } = createWorkspace();
    const follow = ((op, inputs) => keep(op, inputs)) as Apply; // of the same overloads
    const tape = createTape(1, follow);
    const x = source(tape, tensor(3));
    const tangent = tensor(10);
    const change = primal(
      forwardSweep(apply(ops.mul, { a: x, b: x }) as Variable, [{ variable: x, tangent }])!,
    );
    tangent.data[0] = 1;
    replay();
    expect(item(change)).toBe(6);
  });

  it("refuses a tangent of another shape, and a line of another tape", () => {
    const [tape, other] = [createTape(), createTape()];
    const [x, elsewhere] = [source(tape, tensor([1, 2])), source(other, tensor([1, 2]))];
    const y = apply(ops.neg, { x }) as Variable;
    expect(() => forwardSweep(y, [{ variable: x, tangent: tensor([1]) }])).toThrow(
      "forwardSweep: expected a tangent [2]; received [1]",
    );
    expect(() => forwardSweep(y, [{ variable: elsewhere, tangent: tensor([1, 2]) }])).toThrow(
      "forwardSweep: expected lines on the tape of the output; received one on another tape",
    );
  });
});
