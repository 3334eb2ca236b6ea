import { describe, expect, it } from "vitest";
import { elementary, randomNormal, reference, seededRandom, wasmKernels } from "../src/index.ts";
import type { Activation, ActivationSlope, Arena, Data, DType } from "../src/index.ts";

const wasm = await wasmKernels({ bytes: 2 ** 20 });
if (wasm === undefined) throw new Error("these tests need WebAssembly with SIMD");

const random = seededRandom(12);

/** Special numbers: zeros, infinities, NaN, the ends of single precision, and the places where one formula replaces another. */
const specials = [
  0,
  -0,
  Infinity,
  -Infinity,
  NaN,
  5e-324,
  2 ** -149,
  0.75,
  -0.75,
  22,
  40,
  -40,
  1e39,
  1e300,
  -746,
];

/** Normal numbers of all sizes, and one in five of them special. */
function numbers(arena: Arena, size: number, dtype: DType): Data {
  const data = arena.allocate(size, dtype);
  data.set(randomNormal([size], random).data);
  for (let at = 0; at < size; at++) {
    data[at] *= 2 ** Math.floor(12 * random() - 6);
    if (random() < 0.2) data[at] = specials[Math.floor(random() * specials.length)];
  }
  return data;
}

const { gelu, geluSlope, sigmoid, sigmoidSlope, tanh, tanhSlope } = elementary;

/** Those of the functions that are defined in this package; a test of autodiff has the others. */
const activations: readonly (Pick<Activation, "f"> & Pick<ActivationSlope, "name" | "slope">)[] = [
  { name: "relu", f: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) },
  { name: "tanh", f: tanh, slope: tanhSlope },
  { name: "sigmoid", f: sigmoid, slope: sigmoidSlope },
  { name: "gelu", f: gelu, slope: geluSlope },
];

describe.each<DType>(["f64", "f32"])("in WebAssembly, %s", (dtype) => {
  it.each(activations)(
    "$name and its slope have the bits of the reference, in memory and elsewhere",
    ({ name, f, slope }) => {
      for (const size of [0, 1, 2, 3, 8, 33, 2001]) {
        const arena = wasm.arena();
        const [X, c] = [numbers(arena, size, dtype), numbers(arena, size, dtype)];
        const ours = arena.allocate(size, dtype);
        const theirs = ours.slice();
        wasm.activation({ name, f, X, Y: ours });
        reference.activation({ name, f, X, Y: theirs });
        expect(ours).toEqual(theirs);
        wasm.activationSlope({ name, slope, X, c, Z: ours });
        reference.activationSlope({ name, slope, X, c, Z: theirs });
        expect(ours).toEqual(theirs);
        wasm.activation({ name, f, X, Y: theirs.fill(7) }); // which is not in memory
        reference.activation({ name, f, X, Y: ours });
        expect(theirs).toEqual(ours);
        arena.release();
      }
    },
  );

  it.each([
    [0, 1],
    [1, 1],
    [7, 1],
    [8, 1],
    [640, 1],
    [643, 1],
    [0, 8],
    [5, 8],
    [3, 32],
    [4, 10],
    [3, 127],
    [2, 136],
  ])("the sums of columns have the bits of the reference for %i rows of %i", (rows, columns) => {
    const arena = wasm.arena();
    const [X, c] = [0, 0].map(() => {
      const data = arena.allocate(rows * columns, dtype);
      data.set(randomNormal([rows * columns], random).data);
      return data;
    });
    for (const sums of [new Float64Array(columns).fill(7), new Float32Array(columns).fill(7)]) {
      const [ours, theirs] = [sums, sums.slice()];
      wasm.negativeSums({ X, c, sums: ours });
      reference.negativeSums({ X, c, sums: theirs });
      expect(ours).toEqual(theirs);
      wasm.columnSums({ X, sums: ours });
      reference.columnSums({ X, sums: theirs });
      expect(ours).toEqual(theirs);
    }
    arena.release();
  });

  it.each([
    [0, 4, 1],
    [1, 2, 1],
    [9, 10, 1],
    [200, 2, 1],
    [5, 3, 1],
    [4, 6, 5],
  ])(
    "softmax and log Σ exp have the bits of the reference for %i lines of %i, step %i",
    (lines, length, step) => {
      const arena = wasm.arena();
      const size = lines * length * step;
      const constants = [3, Infinity, -Infinity, NaN].map((x) => arena.allocate(size, dtype).fill(x));
      for (const X of [numbers(arena, size, dtype), ...constants]) {
        for (const Y of [new Float64Array(lines * step), new Float32Array(lines * step)]) {
          const ours = { P: arena.allocate(size, dtype), Y };
          const theirs = { P: ours.P.slice(), Y: Y.slice() };
          wasm.softmax({ X, length, step, ...ours });
          wasm.logSumExp({ X, length, step, ...ours });
          reference.softmax({ X, length, step, ...theirs });
          reference.logSumExp({ X, length, step, ...theirs });
          expect(ours).toEqual(theirs);
        }
      }
      arena.release();
    },
  );
});
