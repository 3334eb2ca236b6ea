import { afterEach, describe, expect, it } from "vitest";
import {
  kernels,
  randomNormal,
  reference,
  seededRandom,
  useFastKernels,
  useKernels,
  wasmKernels,
} from "../src/index.ts";
import type { Data, DType, Gemm } from "../src/index.ts";
import { isThorough } from "../../../test-setup/thorough.ts";
import { compile, startEngine } from "../src/kernels/wasm/engine/engine.ts";
import { gemmOn } from "../src/kernels/wasm/product/gemm.ts";
import { assemble } from "../src/kernels/wasm/engine/assembler.ts";
import { kernelBytes, kernelRoutines } from "../src/kernels/wasm/module.ts";
import { SCRATCH_BYTES } from "../src/kernels/wasm/engine/scratch.ts";

const engine = await startEngine(kernelBytes(), SCRATCH_BYTES);
if (engine === undefined) throw new Error("these tests need WebAssembly with SIMD");
/** Without the short cut for small products, so that all sizes go through the routines. */
const gemm = gemmOn(engine.routines, engine.memory, 1);

const random = seededRandom(7);
const forms = ["NN", "NT", "TN"] as const;

function productOf(form: (typeof forms)[number], [M, N, K]: readonly number[], dtype: DType): Gemm {
  const numbers = (size: number): Data => randomNormal([size], random, dtype).data;
  const [aRow, aColumn] = form === "TN" ? [1, M] : [K, 1];
  const [bRow, bColumn] = form === "NT" ? [1, K] : [N, 1];
  const C = numbers(M * N + 5); // what C held is overwritten, what lies beyond is not
  return { M, N, K, A: numbers(M * K), aRow, aColumn, B: numbers(K * N), bRow, bColumn, C };
}

function expectSameBits(product: Gemm): void {
  const expected = product.C.slice();
  reference.gemm({ ...product, C: expected });
  gemm(product);
  const { M, N, K, C } = product;
  const differs = C.findIndex((value, at) => !Object.is(value, expected[at]));
  expect(
    differs < 0 ? "" : `${M} × ${K} × ${N}: entry ${differs} is ${C[differs]}, not ${expected[differs]}`,
  ).toBe("");
}

describe.each(["f64", "f32"] as const)("gemm in WebAssembly, %s", (dtype) => {
  describe.each(forms)("%s", (form) => {
    it("has the bits of the reference at all small sizes, tiles and edges", () => {
      const sizes = isThorough
        ? Array.from({ length: 18 }, (_, at) => at + 1)
        : [1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 17];
      for (const M of sizes)
        for (const N of sizes)
          for (const K of [1, 2, 3, 7]) expectSameBits(productOf(form, [M, N, K], dtype));
    });

    it.each([
      [128, 32, 784],
      [784, 32, 128],
      [32, 784, 300],
      [60, 10, 32],
    ])("has the bits of the reference at the paper's size %i × %i, K = %i", (...sizes) => {
      expectSameBits(productOf(form, sizes, dtype));
    });

    it.each([
      ["M", [1500, 5, 90]],
      ["N", [5, 600, 90]],
      ["K", [5, 7, 2500]],
      ["N, which is not whole vectors,", [5, 1001, 40]],
      ["M and N", [1030, 260, 9]],
      ["N and K", [5, 260, 1030]],
    ])("has the bits of the reference where %s takes several blocks", (_, sizes) => {
      expectSameBits(productOf(form, sizes, dtype));
    });
  });

  it("keeps −0, infinities and NaN as they come", () => {
    const values = [0, -0, 1, -1, Infinity, -Infinity, NaN];
    const product = productOf("NN", [7, 7, 7], dtype);
    product.A.set(Array.from({ length: 49 }, (_, at) => values[(at * 3) % 7]));
    product.B.set(Array.from({ length: 49 }, (_, at) => values[(at * 5 + 2) % 7]));
    expectSameBits(product);
  });
});

describe("what WebAssembly has no routine for", () => {
  it("rows of a wider matrix, with gaps between the columns, or mixed precisions, has the bits of the reference too", () => {
    const product = productOf("NN", [9, 9, 9], "f64");
    expectSameBits({ ...product, A: randomNormal([200], random).data, aRow: 20, aColumn: 2 });
    expectSameBits({ ...product, A: randomNormal([200], random).data, aRow: 20 });
    expectSameBits({ ...product, B: randomNormal([200], random).data, bRow: 20, bColumn: 2 });
    expectSameBits({ ...product, A: Float32Array.from(product.A) });
  });
});

it("each routine alone compiles at once on the main thread of any browser, and has no more parameters than are passed on", () => {
  for (const routine of kernelRoutines()) {
    expect(assemble([routine]).length, routine.name).toBeLessThan(4096);
    expect(routine.parameters, routine.name).toBeLessThanOrEqual(9);
  }
});

describe("the choice of kernels", () => {
  afterEach(() => useKernels(reference));

  it("falls on WebAssembly where there is SIMD", async () => {
    await useFastKernels();
    expect(kernels().name).toBe("wasm");
  });

  it("takes a compiled module where bytes may not be compiled", async () => {
    const module = await compile(kernelBytes());
    expect((await wasmKernels({ module }))?.name).toBe("wasm");
  });

  it("leaves everything as it was where WebAssembly cannot be started", async () => {
    expect(await startEngine(Uint8Array.of(0, 1, 2, 3), 8)).toBeUndefined();
    const broken = { name: "broken", parameters: 0, code: () => [0xff] };
    expect(await startEngine([broken], 8)).toBeUndefined();
  });
});
