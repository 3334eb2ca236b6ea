import { afterEach, describe, expect, it } from "vitest";
import { kernels, matmulNN, reference, tensor, useKernels } from "../src/index.ts";
import type { Gemm } from "../src/index.ts";

afterEach(() => useKernels(reference));

describe("the kernels", () => {
  it("are the reference until others are chosen", () => {
    expect(kernels()).toBe(reference);
    expect(reference.name).toBe("reference");
  });

  it("that were chosen get every product", () => {
    const products: Gemm[] = [];
    useKernels({ ...reference, name: "recording", gemm: (product) => products.push(product) });
    matmulNN(tensor([[1, 2]]), tensor([[3], [4]]));
    expect(kernels().name).toBe("recording");
    expect(products).toMatchObject([{ M: 1, N: 1, K: 2 }]);
  });
});

describe("gemm of the reference", () => {
  it("writes the M · N entries of C and nothing beyond them, at any size", () => {
    const ones = new Float64Array(100).fill(1);
    for (let M = 0; M <= 9; M++)
      for (let N = 0; N <= 9; N++) {
        const C = new Float64Array(200).fill(7);
        reference.gemm({ M, N, K: 3, A: ones, aRow: 3, aColumn: 1, B: ones, bRow: N, bColumn: 1, C });
        expect(C.subarray(0, M * N)).toEqual(new Float64Array(M * N).fill(3));
        expect(C.subarray(M * N)).toEqual(new Float64Array(200 - M * N).fill(7));
      }
  });

  it("finds A and B by their strides alone: every second entry, and rows of a wider matrix", () => {
    // A_mk is in columns 0 and 2 of rows of 5; B_kn = 2n + k + 1 is stored by columns, with a gap of 1.
    const M = 5;
    const A = Float64Array.from({ length: 5 * M }, (_, at) => (at % 5) + 10 * Math.floor(at / 5));
    const B = Float64Array.of(1, 2, NaN, 3, 4, NaN, 5, 6, NaN, 7, 8, NaN, 9, 10);
    const C = new Float64Array(M * 5);
    reference.gemm({ M, N: 5, K: 2, A, aRow: 5, aColumn: 2, B, bRow: 1, bColumn: 3, C });
    for (let m = 0; m < M; m++)
      for (let n = 0; n < 5; n++)
        expect(C[m * 5 + n]).toBe(10 * m * (2 * n + 1) + (10 * m + 2) * (2 * n + 2));
  });
});
