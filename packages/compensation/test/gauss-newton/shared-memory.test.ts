import { kernels, randomNormal, seededRandom, tensor, useKernels, wrap } from "@espalier/tensor";
import type { Data, DType } from "@espalier/tensor";
import type { Network } from "@espalier/network";
import { expect, it } from "vitest";
import { localBatch, localChunks } from "../../src/gauss-newton/local-batch.ts";
import { chunksOf } from "../../src/gauss-newton/samples.ts";
import { sharedMemory } from "../../src/gauss-newton/shared-memory.ts";
import { everything } from "../support/solver.ts";

it("the k-th array of each computation is the same memory, if it is large enough and of its precision", () => {
  const taken: [number, DType][] = [];
  const next = sharedMemory({
    allocate(size, dtype) {
      taken.push([size, dtype]);
      return dtype === "f32" ? new Float32Array(size) : new Float64Array(size);
    },
  });
  const arraysOf = (...wanted: [number, DType][]): Data[] => {
    const { allocate } = next();
    return wanted.map(([size, dtype]) => allocate(size, dtype));
  };
  const [first, second] = arraysOf([4, "f64"], [6, "f64"]);
  expect(taken).toEqual([[4, "f64"], [6, "f64"]]); // prettier-ignore
  const [same, smaller] = arraysOf([4, "f64"], [5, "f64"]);
  expect([same.buffer, smaller.buffer]).toEqual([first.buffer, second.buffer]);
  expect([same.length, smaller.length]).toEqual([4, 5]);
  expect(taken).toHaveLength(2);
  const [larger, single] = arraysOf([7, "f64"], [6, "f32"]);
  expect(taken.slice(2)).toEqual([[7, "f64"], [6, "f32"]]); // prettier-ignore
  expect([larger.length, single.length]).toEqual([7, 6]);
  expect(arraysOf([3, "f64"], [6, "f32"])[0].buffer).toBe(larger.buffer);
  expect(taken).toHaveLength(4);
});

const network: Network = {
  layers: [{ weight: tensor([[2, 3]]), bias: tensor([0]), activation: { kind: "identity" } }],
};
const problem = {
  network,
  columns: Uint32Array.of(0, 1),
  masks: [Uint8Array.of(1, 1)],
  moves: everything,
  metric: "outputs",
  samples: 9,
  block: 3,
} as const;
const chunk = { at: 0, inputs: tensor([[1, 2]]), reference: tensor([[3]]) };

it("no chunk has no sums, as on a thread that none is left for", () => {
  const { sums, release } = localChunks(problem, []);
  for (const sum of ["gradient", "product", "blocks", "divergence"] as const)
    expect(sums(sum, Float64Array.of(1, 1, 1))).toEqual([]);
  release();
});

it("a batch gives its memory back when it is released", () => {
  const usual = kernels();
  let released = 0;
  useKernels({
    ...usual,
    arena() {
      const arena = usual.arena();
      return { ...arena, release: () => (released++, arena.release()) };
    },
  });
  try {
    const batch = localBatch(problem, [chunk]);
    expect(released).toBe(0);
    batch.release();
    expect(released).toBe(1);
  } finally {
    useKernels(usual);
  }
});

it("a product before any gradient is that at the start, whatever Q was asked for in between", () => {
  const bent: Network = {
    layers: [{ ...network.layers[0], activation: { kind: "tanh" } }],
  };
  const [fresh, other] = [0, 0].map(() => localBatch({ ...problem, network: bent }, [chunk]));
  const v = Float64Array.of(1, -2, 3);
  other.gradient(other.start);
  const expected = other.product(v);
  expect(fresh.product(v)).toEqual(expected);
  fresh.divergence(Float64Array.of(7, 8, 9));
  expect(fresh.product(v)).toEqual(expected);
  expect(fresh.curvature()).toEqual(other.curvature());
});

it("a batch is cut into chunks of 1024, with the picked samples and the columns that are read", () => {
  const inputs = randomNormal([2100, 3], seededRandom(1));
  const reference = randomNormal([2100, 1], seededRandom(2));
  const columns = Uint32Array.of(2, 0);
  const partOf = (rows: readonly number[]) =>
    rows.flatMap((n) => [inputs.data[3 * n + 2], inputs.data[3 * n]]);
  const firstOf = (count: number) => wrap([count, 1], reference.data.slice(0, count));
  const numbers = (from: number, to: number): number[] =>
    Array.from({ length: to - from }, (_, n) => from + n);
  for (const [count, ends] of [
    [2100, [0, 1024, 2048, 2100]],
    [1024, [0, 1024]],
    [1025, [0, 1024, 1025]],
  ] as const)
    for (const rows of [undefined, Uint32Array.from(numbers(0, count), (n) => (7 * n) % 2100)]) {
      const chunks = chunksOf({ inputs, targets: undefined, rows }, firstOf(count), columns);
      expect(chunks.map(({ at }) => at)).toEqual([...chunks.keys()]);
      expect(chunks).toHaveLength(ends.length - 1);
      for (const [at, each] of chunks.entries()) {
        const own = numbers(ends[at], ends[at + 1]);
        expect(each.inputs.shape).toEqual([own.length, 2]);
        expect([...each.inputs.data]).toEqual(partOf(own.map((n) => rows?.[n] ?? n)));
        expect(each.reference.shape).toEqual([own.length, 1]);
        expect([...each.reference.data]).toEqual(own.map((n) => reference.data[n]));
        // Its memory may go to another thread.
        for (const { data } of [each.inputs, each.reference])
          expect(data.buffer.byteLength).toBe(8 * data.length);
      }
    }
});
