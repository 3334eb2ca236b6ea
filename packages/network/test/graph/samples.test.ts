import { full, seededRandom, tensor, toNested, zeros } from "@espalier/tensor";
import { expect, it } from "vitest";
import { batchStatistics } from "../../../scores/src/index.ts";
import { CHUNK, chunks, initialNetwork } from "../../src/index.ts";
import { checkInputShape } from "../../src/graph/samples.ts";

it("a chunk is 1024 samples, which is part of the definition of every sum", () => {
  expect(CHUNK).toBe(1024);
});

it("chunks are the rows in order, and the last chunk has the rest", () => {
  const numbered = { shape: [2500, 1], data: Float64Array.from({ length: 2500 }, (_, n) => n) };
  const all = [...chunks(numbered)].map(([each]) => each);
  expect(all.map(({ shape }) => shape)).toEqual([
    [1024, 1],
    [1024, 1],
    [452, 1],
  ]);
  expect(all.flatMap(({ data }) => [...data])).toEqual([...numbered.data]);
});

it("a whole chunk is followed by no empty one", () => {
  expect([...chunks(zeros([1024, 2]))]).toHaveLength(1);
});

it("chunks of two tensors hold the rows that belong together, and share their memory", () => {
  const [X, T] = [
    tensor([
      [1, 2],
      [3, 4],
    ]),
    tensor([5, 6]),
  ];
  const [[x, t], ...rest] = chunks(X, T);
  expect([toNested(x), toNested(t), rest]).toEqual([toNested(X), toNested(T), []]);
  expect(x.data.buffer).toBe(X.data.buffer);
});

it("a batch has two axes", () => {
  const network = initialNetwork({ sizes: [2, 1], random: seededRandom(1) });
  expect(() => batchStatistics(network, zeros([1, 2, 1]))).toThrow(
    "batchStatistics: expected inputs [N, 2], as the network has 2; received [1, 2, 1]",
  );
});

it("the shape alone is checked where the numbers were checked before", () => {
  const network = initialNetwork({ sizes: [2, 1], random: seededRandom(1) });
  checkInputShape("prune", network, full([1, 2], NaN));
  expect(() => checkInputShape("prune", network, zeros([1, 3]))).toThrow(
    "prune: expected inputs [N, 2], as the network has 2; received [1, 3]",
  );
  expect(() => checkInputShape("prune", network, zeros([0, 2]))).toThrow(
    "prune: expected at least one sample; received [0, 2]",
  );
});
