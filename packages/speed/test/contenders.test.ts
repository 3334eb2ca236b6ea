import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { networkToJson } from "@espalier/formats/json";
import { initialNetwork } from "@espalier/prune";
import { seededRandom } from "@espalier/tensor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contender as bare } from "../contenders/bare.ts";
import { contender as kernels } from "../contenders/kernels.ts";
import { contender as naive } from "../contenders/naive.ts";
import { contender as threads } from "../contenders/two-threads.ts";
import { checkFigures } from "../src/comparison.ts";
import { startContestant } from "../src/process.ts";
import type { Contestant } from "../src/process.ts";
import type { Contender, TrainingTask, WorkName } from "../src/tasks.ts";

const contestant = fileURLToPath(new URL("../contenders/contestant.ts", import.meta.url));
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

// Contenders have to compute the same, or the comparison says nothing.
let folder: string;
let task: TrainingTask;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "espalier-"));
  const [sizes, samples, random] = [[6, 5, 4, 3], 40, seededRandom(1)];
  const write = async (name: string, content: Uint8Array | string): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  const inputs = Float32Array.from({ length: samples * 6 }, () => random() - 0.3);
  task = {
    sizes,
    samples,
    network: await write(
      "network",
      JSON.stringify(networkToJson(initialNetwork({ sizes, random, dtype: "f32" }))),
    ),
    inputs: await write("inputs", new Uint8Array(inputs.buffer)),
    labels: await write(
      "labels",
      Uint8Array.from({ length: samples }, () => 3 * random()),
    ),
  };
});

afterAll(() => rm(folder, { recursive: true }));

const figureOf = async ({ prepare }: Contender, work: WorkName, more = {}): Promise<number> => {
  const prepared = await (prepare[work] as (given: unknown) => Promise<{ figure: number }>)({
    ...task,
    ...more,
  });
  return prepared.figure;
};

describe("the naive loops", () => {
  it.each([
    ["training", {}],
    ["jacobian", { into: "new" }],
    ["jacobian", { into: "the same" }],
    ["scores", {}],
  ] as const)("compute the same as the packages: %s %o", async (work, more) => {
    const expected = await figureOf(kernels, work, more);
    // They round to single precision at other places, a hundred times at most: 1e2 · 6e-8.
    expect(Math.abs((await figureOf(naive, work, more)) / expected - 1)).toBeLessThan(6e-6);
  });

  it.each(["NN", "NT", "TN"] as const)("multiply the same matrices: %s", async (form) => {
    const matrices = { dtype: "f64", form, M: 7, K: 9, N: 5 } as const;
    const ours = await kernels.prepare.product?.(matrices);
    const theirs = await naive.prepare.product?.(matrices);
    expect(ours?.figure).toBeCloseTo(theirs?.figure ?? NaN, 12);
  });
});

it("two threads compute the same product with the Gauss–Newton matrix as one", async () => {
  const solved = { sizes: [6, 5, 4, 3], samples: 2100, kept: 0.5 };
  const [one, two] = [await kernels.prepare.solver?.(solved), await threads.prepare.solver?.(solved)];
  expect(one?.figure).toBeGreaterThan(0);
  expect(two?.figure).toBe(one?.figure);
  for (const each of [one, two]) {
    await each?.run();
    each?.release?.();
  }
});

it("a step of fine-tuning is one of eight of an epoch", async () => {
  for (const ratio of [0, 0.5]) {
    const prepared = await kernels.prepare["fine-tuning"]?.({ ...task, samples: 5, ratio });
    expect(prepared?.share).toBe(8);
    await prepared?.run();
    prepared?.release?.();
  }
});

it("two threads train in steps that are timed one by one", async () => {
  const prepared = await threads.prepare.training?.(task);
  expect(await prepared?.time?.(2)).toBeGreaterThan(0);
});

it("the step without a tape is the step of `train`", async () => {
  const expected = await figureOf(kernels, "training");
  expect(Math.abs((await figureOf(bare, "training")) / expected - 1)).toBeLessThan(6e-6);
});
