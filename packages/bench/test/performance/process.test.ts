import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkFigures } from "../../src/performance/bench.ts";
import { startContestant } from "../../src/performance/process.ts";
import type { Contestant } from "../../src/performance/process.ts";

const contestant = fileURLToPath(new URL("../../src/performance/contestant.ts", import.meta.url));
const start = (module: string): Contestant =>
  startContestant({
    program: process.execPath,
    args: [contestant, `data:text/javascript,${encodeURIComponent(module)}`],
  });

const counting = `
  let runs = 0;
  console.log("hello, I am a library");
  export const contender = {
    available: async () => ({ version: "1.2.3" }),
    prepare: {
      product: ({ M }) => {
        if (M < 0) throw new RangeError("no such matrix");
        return { figure: M, share: 0.5, run: async () => void runs++ };
      },
      scores: () => ({ figure: runs, run() {} }),
    },
  };`;
const product = { dtype: "f64", form: "NN", M: 3, K: 1, N: 1 } as const;

describe("a contender's process", () => {
  it("tells its version, prepares, runs, and prints without being misunderstood", async () => {
    const one = start(counting);
    expect(await one.hello()).toEqual({ version: "1.2.3" });
    expect(await one.prepare("product", product)).toEqual({ figure: 3, share: 0.5 });
    expect(await one.run(5)).toBeGreaterThan(0);
    const task = { network: "", sizes: [], inputs: "", samples: 0 };
    expect(await one.prepare("scores", task)).toEqual({ figure: 5, share: 1 });
    await one.close();
  });

  it("has nothing to prepare where it has no function for the work", async () => {
    const one = start(counting);
    expect(await one.prepare("limit", { of: "copy" })).toBeUndefined();
    await one.close();
  });

  it("rejects with what went wrong, and can be asked again", async () => {
    const one = start(counting);
    await expect(one.prepare("product", { ...product, M: -1 })).rejects.toThrow("no such matrix");
    expect(await one.prepare("product", product)).toMatchObject({ figure: 3 });
    await one.close();
  });

  it("that ends before it answers says why", async () => {
    await expect(start("throw new Error('broken module')").hello()).rejects.toThrow("broken module");
    await expect(startContestant({ program: "no-such-program", args: [] }).hello()).rejects.toThrow("ENOENT");
  });
});

describe("figures", () => {
  it("may differ by rounding, and be absent", () => {
    expect(() =>
      checkFigures("a", [{ id: "x", figure: 1 }, { id: "y" }, { id: "z", figure: 1.00001 }]),
    ).not.toThrow();
  });

  it("that differ by more stop the measurement", () => {
    const entries = [
      { id: "x", figure: 1 },
      { id: "y", figure: 1.001 },
    ];
    expect(() => checkFigures("a product", entries)).toThrow("a product: x finds 1, and y 1.001");
    expect(() => checkFigures("a product", [entries[0], { id: "z", figure: NaN }])).toThrow("z NaN");
  });
});
