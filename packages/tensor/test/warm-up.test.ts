import { afterEach, describe, expect, it } from "vitest";
import { kernels, reference, useFastKernels, useKernels, zeros } from "../src/index.ts";
import type { Kernels } from "../src/index.ts";
import { warmingUp } from "../src/kernels/wasm/warm-up.ts";

/** The names of the kernels that were called on `fast`. */
function recording(): { readonly fast: Kernels; readonly called: string[] } {
  const called: string[] = [];
  const fast: Kernels = {
    ...reference,
    name: "fast",
    add: (arrays) => {
      called.push("add");
      reference.add(arrays);
    },
    areFinite: (X) => {
      called.push("areFinite");
      return reference.areFinite(X);
    },
  };
  return { fast, called };
}

const arena = (): ReturnType<Kernels["arena"]> => reference.arena();

const add = (by: Kernels, entries: number): void => {
  const [A, B, Y] = [1, 2, 3].map(() => zeros([entries]).data);
  by.add({ A, B, Y });
};

describe("kernels that start once there is work", () => {
  afterEach(() => useKernels(reference));

  it("are the reference for the first 10 entries, and the fast ones from then on", () => {
    const { fast, called } = recording();
    const warming = warmingUp(arena, () => fast, 10);
    add(warming, 6);
    add(warming, 4);
    expect(called).toEqual([]);
    add(warming, 1);
    expect(warming.areFinite(Float64Array.of(1, NaN))).toBe(false);
    expect(called).toEqual(["add", "areFinite"]);
  });

  it("start once, and take their own place as the choice", () => {
    const { fast } = recording();
    let starts = 0;
    const warming = warmingUp(
      arena,
      () => {
        starts++;
        return fast;
      },
      0,
    );
    useKernels(warming);
    add(kernels(), 1);
    expect(kernels()).toBe(fast);
    add(warming, 1);
    expect(starts).toBe(1);
  });

  it("leave another choice as it is", () => {
    const warming = warmingUp(arena, () => recording().fast, 0);
    useKernels(reference);
    add(warming, 1);
    expect(kernels()).toBe(reference);
  });

  it("have an entry for every kernel, and the memory of the fast ones from the start", async () => {
    await useFastKernels();
    const before = kernels();
    expect(new Set(Object.keys(before))).toEqual(new Set(Object.keys(reference)));
    const own = before.arena().doubles(3);
    const [M, N, K] = [128, 128, 128];
    const [A, B, C] = [zeros([M, K]).data.fill(1), zeros([K, N]).data.fill(2), zeros([M, N]).data];
    kernels().gemm({ M, N, K, A, aRow: K, aColumn: 1, B, bRow: N, bColumn: 1, C });
    expect(C[0]).toBe(2 * K);
    expect(kernels()).not.toBe(before);
    const later = kernels().arena().doubles(3);
    expect(later.buffer).toBe(own.buffer);
    expect(later.byteOffset).toBeGreaterThan(own.byteOffset); // what an open arena has is not given again
  });
});
