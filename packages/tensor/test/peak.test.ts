import { describe, expect, it } from "vitest";
import { peak } from "../src/kernels/wasm/engine/peak.ts";

describe("the peak of the engine", () => {
  it("is measured in calls of known work, in either precision", async () => {
    const found = await peak();
    expect(found?.flop.f32).toBe(2 * (found?.flop.f64 ?? NaN));
    for (const dtype of ["f32", "f64"] as const) expect(() => found?.run(dtype)).not.toThrow();
  });
});
