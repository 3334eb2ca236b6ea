import { apply, ops } from "@espalier/autodiff";
import { describe, expect, it } from "vitest";
import { toHaveCorrectDerivatives } from "../src/vitest.ts";
import { isThorough } from "../../../test-setup/thorough.ts";
import { check, specOfProgram } from "../src/index.ts";
import type { Spec } from "../src/index.ts";
import { crossEntropySpec, networkSpec } from "../specs/networks.ts";

expect.extend({ toHaveCorrectDerivatives });

const programs: readonly Spec[] = [
  networkSpec(),
  crossEntropySpec(),
  specOfProgram<string>(
    "x used three times",
    ({ x }) => apply(ops.mul, { a: x, b: apply(ops.mul, { a: x, b: x }) }),
    {
      inputs: { x: {} },
      shapes: (size) => ({ x: [size(1, 4)] }),
      formula: (A, { x }) => x.data.map((each) => A.mul(each, A.mul(each, each))),
      composite: true,
    },
  ),
  specOfProgram<string>(
    "an input that is not used",
    ({ x }) => apply(ops.exp, { x: apply(ops.tanh, { x }) }),
    {
      inputs: { x: {}, unused: {} },
      shapes: (size) => ({ x: [size(1, 4)], unused: [2] }),
    },
  ),
];

describe.each(programs)("$name", (spec) => {
  it("has correct derivatives by the tape and by tangents", () => {
    expect(spec).toHaveCorrectDerivatives({ draws: isThorough ? 20 : 2 });
  });

  it("has its mistakes found: a weight's gradient 1e-6 off", () => {
    const [first] = Object.keys(spec.inputs);
    const wrong: Spec = {
      ...spec,
      vjp(inputs, cotangent) {
        const right = spec.vjp?.(inputs, cotangent) ?? {};
        const tensor = right[first] as { shape: readonly number[]; data: Float64Array };
        return { ...right, [first]: { ...tensor, data: tensor.data.map((x) => x * (1 + 1e-6)) } };
      },
    };
    const { failures } = check(wrong, { draws: 2 }); // one point for finite steps, and one anywhere
    expect(failures.map(({ oracle }) => oracle)).toEqual(expect.arrayContaining(["adjoint", "differences"]));
  });
});
