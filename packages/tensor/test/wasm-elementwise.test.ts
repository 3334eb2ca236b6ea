import { describe, expect, it } from "vitest";
import { elementary, randomNormal, reference, seededRandom, wasmKernels } from "../src/index.ts";
import type { Arena, Data, DType } from "../src/index.ts";

const wasm = await wasmKernels({ bytes: 2 ** 20 });
if (wasm === undefined) throw new Error("these tests need WebAssembly with SIMD");

const random = seededRandom(11);

/** Normal numbers, and special ones: both zeros, infinities, NaN. */
function numbers(arena: Arena, size: number, dtype: DType): Data {
  const data = arena.allocate(size, dtype);
  data.set(randomNormal([size], random).data);
  for (const special of [0, -0, Infinity, -Infinity, NaN])
    if (size > 0 && random() < 0.2) data[Math.floor(random() * size)] = special;
  return data;
}

/** Sizes with and without a rest that does not fill a vector. */
const sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 64, 1001];

describe.each<DType>(["f64", "f32"])("in WebAssembly, %s", (dtype) => {
  it.each(sizes)("prelu and its slope have the bits of the reference for %i entries", (size) => {
    const arena = wasm.arena();
    const [X, c] = [numbers(arena, size, dtype), numbers(arena, size, dtype)];
    const [Y, Z] = [arena.allocate(size, dtype), arena.allocate(size, dtype)];
    const [expectedY, expectedZ] = [Y.slice(), Z.slice()];
    const a = Math.fround(0.3);
    wasm.prelu({ X, a, Y });
    reference.prelu({ X, a, Y: expectedY });
    expect(Y).toEqual(expectedY);
    wasm.preluSlope({ X, a, c, Z });
    reference.preluSlope({ X, a, c, Z: expectedZ });
    expect(Z).toEqual(expectedZ);
    arena.release();
  });

  it.each(sizes)("the tangent of prelu has the bits of the reference for %i entries", (size) => {
    const arena = wasm.arena();
    const [X, XDot] = [numbers(arena, size, dtype), numbers(arena, size, dtype)];
    const Y = arena.allocate(size, dtype);
    const expected = Y.slice();
    const slopes = { a: Math.fround(0.3), aDot: Math.fround(-1.7) };
    wasm.preluTangent({ X, XDot, ...slopes, Y });
    reference.preluTangent({ X, XDot, ...slopes, Y: expected });
    expect(Y).toEqual(expected);
    arena.release();
  });

  it.each(sizes)("a sum of two arrays has the bits of the reference for %i entries", (size) => {
    const arena = wasm.arena();
    const [A, B] = [numbers(arena, size, dtype), numbers(arena, size, dtype)];
    const Y = arena.allocate(size, dtype);
    const expected = Y.slice();
    wasm.add({ A, B, Y });
    reference.add({ A, B, Y: expected });
    expect(Y).toEqual(expected);
    arena.release();
  });

  it.each(sizes)("ten steps of Adam have the bits of the reference for %i entries", (size) => {
    const arena = wasm.arena();
    const ours = Array.from({ length: 4 }, () => arena.allocate(size, dtype));
    ours[0].set(randomNormal([size], random).data);
    const theirs = ours.map((data) => data.slice());
    for (let t = 1; t <= 10; t++) {
      const gradient = randomNormal([size], random).data;
      const constants = {
        learningRate: 1e-3,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        firstBias: 1 - 0.9 ** t,
        secondBias: 1 - 0.999 ** t,
      };
      for (const [kernels, [theta, g, m, v]] of [
        [wasm, ours],
        [reference, theirs],
      ] as const) {
        g.set(gradient);
        kernels.adam({ theta, g, m, v, ...constants });
      }
    }
    expect(ours).toEqual(theirs);
    arena.release();
  });

  it.each([
    [1, 1],
    [3, 4],
    [5, 8],
    [7, 10],
    [4, 32],
    [9, 17],
    [3, 300],
    [0, 4],
  ])("addToRows has the bits of the reference for %i rows of %i", (rows, width) => {
    const arena = wasm.arena();
    const [S, b] = [numbers(arena, rows * width, dtype), numbers(arena, width, dtype)];
    const expected = S.slice();
    wasm.addToRows(S, b);
    reference.addToRows(expected, b.slice());
    expect(S).toEqual(expected);
    arena.release();
  });

  it.each([
    [0, 4],
    [1, 1],
    [1, 2],
    [5, 2],
    [7, 3],
    [9, 784],
  ])("sums of squares have the bits of the reference for %i rows of %i", (rows, J) => {
    const arena = wasm.arena();
    const X = numbers(arena, rows * J, dtype);
    const G = arena.doubles(rows * J).fill(0.1);
    const expected = G.slice();
    wasm.addSquares(G, X);
    reference.addSquares(expected, X);
    expect(G).toEqual(expected);
    wasm.squares(G, X);
    reference.squares(expected, X);
    expect(G).toEqual(expected);
    arena.release();
  });

  it.each([
    [1, 1, 1, 1],
    [2, 3, 5, 4],
    [3, 2, 4, 7],
    [2, 3, 9, 33],
    [2, 2, 40, 900],
    [0, 2, 3, 8],
    [2, 0, 3, 8],
    [2, 2, 0, 8],
    [2, 2, 3, 0],
  ])("outer products have the bits of the reference for %i samples, M = %i, I = %i, J = %i", (N, M, I, J) => {
    const arena = wasm.arena();
    const [g, x] = [numbers(arena, M * N * I, dtype), numbers(arena, N * J, dtype)];
    const expected = arena
      .allocate(N * M * I * J + 20, dtype)
      .slice()
      .fill(7);
    const axes = { N, M, I, J };
    reference.outerProducts({ ...axes, g, x, Y: expected.subarray(10, 10 + N * M * I * J) });
    // From and into the memory of the kernels, and other memory; ten numbers before and after stay as they are.
    for (const place of [(data: Data) => data, (data: Data) => data.slice()])
      for (const whole of [arena.allocate(expected.length, dtype), expected.slice()]) {
        const Y = whole.fill(7).subarray(10, 10 + N * M * I * J);
        wasm.outerProducts({ ...axes, g: place(g), x: place(x), Y });
        expect(whole).toEqual(expected);
      }
    arena.release();
  });

  it.each([0, 1, 15, 16, 17, 16_400])("%i numbers are finite unless one is not, whichever it is", (size) => {
    const arena = wasm.arena();
    const X = arena.allocate(size, dtype);
    X.set(randomNormal([size], random).data);
    // The largest numbers are finite, though their sum is not.
    if (size > 1) X.fill(dtype === "f64" ? Number.MAX_VALUE : 3e38, 0, 2);
    const areFinite = (data: Data): boolean[] => [wasm, reference].map((each) => each.areFinite(data));
    for (const data of [X, X.slice()]) {
      expect(areFinite(data)).toEqual([true, true]);
      for (const at of [0, Math.floor(size / 2), size - 1])
        for (const special of [Infinity, -Infinity, NaN])
          if (at >= 0 && size > 0) {
            const before = data[at];
            data[at] = special;
            expect(areFinite(data)).toEqual([false, false]);
            data[at] = before;
          }
    }
    arena.release();
  });

  it("outer products of factors in another precision are rounded once", () => {
    const [g, x] = [Float64Array.of(1 / 3), Float64Array.of(0.1, 0.2, 0.3, 0.4)];
    const Y = new Float32Array(4);
    wasm.outerProducts({ N: 1, M: 1, I: 1, J: 4, g, x, Y });
    expect(Y).toEqual(Float32Array.from(x, (x_j) => g[0] * x_j));
  });

  it.each([
    [1, 5],
    [40, 10],
    [30, 32],
    [129, 64],
    [3, 3000],
    [2, 5000],
  ])("arrays of %i rows of %i that lie elsewhere are worked on too, with the same bits", (rows, width) => {
    const elsewhere = reference.arena();
    const [X, b] = [numbers(elsewhere, rows * width, dtype), numbers(elsewhere, width, dtype)];
    const [ours, theirs] = [X.slice(), X.slice()];
    wasm.addToRows(ours, b);
    reference.addToRows(theirs, b);
    expect(ours).toEqual(theirs);
    const a = Math.fround(0.3); // a slope of either precision
    wasm.prelu({ X, a, Y: ours });
    reference.prelu({ X, a, Y: theirs });
    expect(ours).toEqual(theirs);
    wasm.activation({ name: "tanh", f: elementary.tanh, X, Y: ours });
    reference.activation({ name: "tanh", f: elementary.tanh, X, Y: theirs });
    expect(ours).toEqual(theirs);
  });

  it("a product of factors in memory is written where it belongs, and nowhere else", () => {
    const arena = wasm.arena();
    for (const [M, N, K] of [
      [20, 32, 30],
      [20, 10, 30],
      [33, 7, 21],
      [9, 300, 11],
    ]) {
      const [A, B] = [M * K, K * N].map((size) => {
        const data = arena.allocate(size, dtype);
        data.set(randomNormal([size], random).data);
        return data;
      });
      const C = arena.allocate(M * N + 40, dtype).fill(7);
      const expected = C.slice();
      for (const order of ["NN", "NT", "TN"]) {
        const [aRow, aColumn] = order === "TN" ? [1, M] : [K, 1];
        const [bRow, bColumn] = order === "NT" ? [1, K] : [N, 1];
        const product = { M, N, K, A, B, aRow, aColumn, bRow, bColumn };
        // Twenty numbers before C and twenty after it stay as they are.
        wasm.gemm({ ...product, C: C.subarray(20, 20 + M * N) });
        reference.gemm({ ...product, A: A.slice(), B: B.slice(), C: expected.subarray(20, 20 + M * N) });
        expect(C).toEqual(expected);
      }
    }
    arena.release();
  });
});

describe("an arena", () => {
  it("copies what it is given, and forgets what lay there before", () => {
    for (const kernels of [wasm, reference])
      for (const source of [Float32Array.of(1, NaN, -0), Float64Array.of(2, 3), new Float64Array(0)]) {
        const arena = kernels.arena();
        arena.doubles(10).fill(7);
        arena.release();
        const copy = arena.copy(source);
        expect(copy).toEqual(source);
        expect(copy.buffer).not.toBe(source.buffer);
        expect([...arena.allocate(10, "f32"), ...arena.allocate(10, "f64")].every((x) => x === 0)).toBe(true);
        arena.release();
      }
  });

  it("gives zeros, in pieces that do not overlap", () => {
    const arena = wasm.arena();
    const pieces = Array.from({ length: 20 }, (_, at) =>
      arena.allocate(at * 13, at % 2 === 0 ? "f64" : "f32").fill(at),
    );
    for (const [at, piece] of pieces.entries()) expect(piece.every((value) => value === at)).toBe(true);
    arena.release();
    const again = wasm.arena();
    expect(again.allocate(5000, "f64").every((value) => value === 0)).toBe(true);
    again.release();
  });

  it("gives ordinary memory where its own is full, and its own again after a release", () => {
    const [arena, other] = [wasm.arena(), wasm.arena()];
    const first = arena.allocate(100_000, "f64");
    const second = arena.allocate(100_000, "f64"); // 1 MiB holds one of them
    expect(second.buffer).not.toBe(first.buffer);
    expect(second.length).toBe(100_000);
    arena.release();
    expect(other.allocate(100_000, "f64").buffer).toBe(first.buffer);
    other.release();
  });
});
