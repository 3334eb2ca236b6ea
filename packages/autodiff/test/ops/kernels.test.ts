import { elementary, randomNormal, reference, seededRandom, wasmKernels } from "@espalier/tensor";
import type { DType } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { curves, scalarRules } from "../../src/index.ts";
import type { ScalarRule } from "../../src/index.ts";

const wasm = await wasmKernels({ bytes: 2 ** 20 });
if (wasm === undefined) throw new Error("these tests need WebAssembly with SIMD");

const rules: readonly (readonly [string, ScalarRule])[] = [
  ...Object.entries(scalarRules).filter(([, { kernel }]) => kernel !== undefined),
  ["gelu-tanh", curves.geluTanh],
  ["silu", curves.silu],
  ["elu", curves.elu(1)],
  ["elu of 1.5", curves.elu(1.5)],
  ["selu", curves.selu],
  ["celu", curves.celu(0.75)],
  ["softplus of 2", curves.softplus(2)],
  ["mish", curves.mish],
  ["hardsigmoid", curves.hardsigmoid(1 / 6, 0.5)],
  ["hardswish", curves.hardswish],
  ["clip", curves.clip(-1, 6)],
  ["softsign", curves.softsign],
  ["logsigmoid", curves.logsigmoid],
  ["sin", curves.sine(1)],
  ["sin of 30", curves.sine(30)],
  ["abs", curves.absolute],
];

/** Places where one formula replaces another: kinks, ends of ranges, halves of quarter turns. */
// prettier-ignore
const specials = [
  0, -0, 5e-324, -5e-324, 2 ** -54, -(2 ** -54), 2 ** -55, 0.75, -0.75, Math.SQRT2 - 1, Math.log(Math.SQRT2 - 1), -Math.log(Math.SQRT2 - 1),
  3, -3, 6, -1, 1, 22, -22, 36.7, -36.8, 40, -40, 709.9, -745.2, 1e39, -1e39, 1e300, -1e300, Infinity, -Infinity, NaN,
  Math.PI / 4, -Math.PI / 4, Math.PI / 2, -Math.PI / 2, (3 * Math.PI) / 4, Math.PI, 1e5,
];

const random = seededRandom(3);
/** Normal numbers of all sizes with some of the special ones, whose last ones are beyond what the routine of sin takes. */
const numbers = (size: number, some: readonly number[]): number[] =>
  Array.from(randomNormal([size], random).data, (x) =>
    random() < 0.2 ? some[Math.floor(random() * some.length)] : x * 2 ** Math.floor(16 * random() - 8),
  );

describe.each<DType>(["f64", "f32"])("in WebAssembly, %s", (dtype) => {
  it.each(rules)("%s has the bits of its definition", (_, { f, slope, kernel }) => {
    if (kernel === undefined) throw new Error("the rule has no kernel");
    const moderate = specials.filter((x) => Math.abs(x) < 1e4);
    for (const [size, some] of [
      [1, specials],
      [2, specials],
      [3, specials],
      [2001, moderate],
      [2000, specials],
    ] as const) {
      const arena = wasm.arena();
      const [X, c, ours] = [0, 0, 0].map(() => arena.allocate(size, dtype));
      X.set(numbers(size, some));
      c.set(numbers(size, [0, -0, 1]));
      const theirs = ours.slice();
      for (const Y of [ours, theirs.slice()]) {
        wasm.activation({ ...kernel, f, X, Y });
        reference.activation({ ...kernel, f, X, Y: theirs });
        expect(Y).toEqual(theirs);
      }
      const { name } = kernel;
      if (name !== "exp") {
        const step = { ...kernel, name, slope: (x: number) => slope(x, NaN), X, c };
        wasm.activationSlope({ ...step, Z: ours });
        reference.activationSlope({ ...step, Z: theirs });
        expect(ours).toEqual(theirs);
      }
      arena.release();
    }
  });
});

it("numbers that the routine of sin does not take are computed by its definition", () => {
  const arena = wasm.arena();
  const [X, Y] = [arena.copy(Float64Array.of(1e9, 0.5, 2 ** 21, -0)), arena.allocate(4, "f64")];
  wasm.activation({ name: "sin", parameters: [1], f: elementary.sin, X, Y });
  expect(Y).toEqual(Float64Array.from(X, elementary.sin));
  arena.release();
});
