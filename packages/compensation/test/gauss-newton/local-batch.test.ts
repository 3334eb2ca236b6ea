import { forward } from "@espalier/network";
import type { Network } from "@espalier/network";
import {
  kernels,
  randomNormal,
  rows as rowsOf,
  seededRandom,
  takeRows,
  tensor,
  useKernels,
} from "@espalier/tensor";
import { expect, it } from "vitest";
import { knownOutputs } from "../../src/gauss-newton/known-outputs.ts";
import { batchOf, localChunks } from "../../src/gauss-newton/local-batch.ts";
import type { NumberedChunk } from "../../src/gauss-newton/local-batch.ts";
import { law } from "../../../../test-setup/law.ts";
import { everything, normals, solverCases, withBatch } from "../support/solver.ts";

law(
  "the gradient is that of the coordinates that are asked for, whatever was asked before",
  solverCases(),
  (drawn) => {
    withBatch(drawn, (batch) => {
      const other = batch.start.map((value, at) => value + normals(batch.start.length, 5)[at] / 8);
      const first = batch.gradient(batch.start);
      batch.divergence(other);
      expect(batch.gradient(batch.start)).toEqual(first);
      const there = batch.gradient(other);
      expect(there.divergence).toBe(batch.divergence(other));
      withBatch(drawn, (again) => expect(again.gradient(other)).toEqual(there));
    });
  },
);

law("chunks that share memory have the sums that each of them has alone", solverCases(), (drawn) => {
  const [N] = drawn.inputs.shape;
  const partOf = (at: number, from: number, to: number): NumberedChunk => ({
    at,
    inputs: rowsOf(drawn.inputs, from, to),
    reference: rowsOf(drawn.reference, from, to),
  });
  const cut = Math.ceil(N / 3); // so that the last is the larger one
  const chunks = cut < N ? [partOf(0, 0, cut), partOf(1, cut, N)] : [partOf(0, 0, N)];
  const problem = { ...drawn, columns: new Uint32Array(), samples: N, block: 3 };
  const together = localChunks(problem, chunks);
  const alone = chunks.map((chunk) => localChunks(problem, [chunk]));
  const { start } = batchOf(problem, chunks);
  const moved = start.map((value, at) => value + normals(start.length, 6)[at] / 8);
  for (const [sum, at] of [
    ["gradient", start],
    ["product", moved],
    ["divergence", moved],
    ["product", start],
    ["blocks", undefined],
    ["gradient", moved],
    ["product", start],
  ] as const)
    expect(together.sums(sum, at)).toEqual(alone.flatMap((each) => each.sums(sum, at)));
  for (const each of [together, ...alone]) each.release();
});

law("chunks that do not fit the memory of the kernels have the same sums", solverCases(), (drawn) => {
  const [N] = drawn.inputs.shape;
  const chunks = Array.from({ length: N }, (_, at) => ({
    at,
    inputs: rowsOf(drawn.inputs, at, at + 1),
    reference: rowsOf(drawn.reference, at, at + 1),
  }));
  const problem = { ...drawn, columns: new Uint32Array(), samples: N, block: 3 };
  const { start } = batchOf(problem, chunks);
  const moved = start.map((value, at) => value + normals(start.length, 6)[at] / 8);
  const sumsIn = (room: number): Float64Array[][] => {
    const usual = kernels();
    useKernels({ ...usual, arena: () => ({ ...usual.arena(), room: () => room }) });
    try {
      const { sums, release } = localChunks(problem, chunks);
      const all = [
        sums("gradient", start),
        sums("product", moved),
        sums("blocks", undefined),
        sums("product", start),
        sums("divergence", moved),
        sums("product", start),
        sums("gradient", moved),
        sums("product", start),
      ];
      release();
      return all;
    } finally {
      useKernels(usual);
    }
  };
  expect(sumsIn(-1)).toEqual(sumsIn(Number.MAX_SAFE_INTEGER));
});

it("a block of 101 coordinates is E[(x, 1)(x, 1)ᵀ] for a neuron that is its output, on both sides of the diagonal", () => {
  const [N, J] = [2, 100];
  const random = seededRandom(3);
  // Whole numbers, so that no sum is rounded.
  const x = Array.from({ length: N }, () => Array.from({ length: J }, () => Math.floor(9 * random()) - 4));
  const network: Network = {
    layers: [{ weight: tensor([x[0]]), bias: tensor([1]), activation: { kind: "identity" } }],
  };
  const drawn = {
    network,
    masks: [new Uint8Array(J).fill(1)],
    inputs: tensor(x),
    reference: tensor([[0], [0]]),
    moves: everything,
    metric: "outputs",
  } as const;
  const lines = x.map((row) => [...row, 1]);
  const expected = lines[0].flatMap((_, i) =>
    lines[0].map((__, j) => lines.reduce((sum, row) => sum + row[i] * row[j], 0) / N),
  );
  withBatch(
    drawn,
    (batch) => {
      batch.gradient(batch.start);
      expect([...batch.curvature()]).toEqual(expected);
    },
    J + 1,
  );
});

it("known outputs are those of the rows that are asked for, in their order", () => {
  const random = seededRandom(4);
  const network: Network = {
    layers: [
      { weight: randomNormal([3, 2], random), bias: randomNormal([3], random), activation: { kind: "tanh" } },
    ],
  };
  const inputs = randomNormal([2100, 2], random);
  const known = knownOutputs(network, inputs);
  for (const rows of [[7, 3, 2099], [3, 5], Array.from({ length: 2050 }, (_, n) => 2099 - n)].map((each) =>
    Uint32Array.from(each),
  ))
    expect(known(rows)).toEqual(forward(network, takeRows(inputs, rows)));
  expect(known(undefined)).toEqual(forward(network, inputs));
});
