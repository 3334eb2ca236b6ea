import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { item, max, rows, takeRows, tensor, toNested, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import ndarray from "ndarray";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { DataSet } from "../src/dataset.ts";
import { cached } from "../src/diffusion-sorption/cache.ts";
import type { CacheOptions } from "../src/diffusion-sorption/cache.ts";
import { diffusionSorption } from "../src/diffusion-sorption/dataset.ts";
import type { DiffusionSorptionOptions } from "../src/diffusion-sorption/dataset.ts";
import { initialValue } from "../src/diffusion-sorption/initial-values.ts";
import { positions, stored, thin } from "../src/diffusion-sorption/solution.ts";
import { solvedOnce, type Solution } from "./support/solutions.ts";
import { temporaryFolder } from "../../../test-setup/temporary-folder.ts";

// Five samples rather than a hundred: four to train, one to test.
const samples = 5;
const rowsOfSample = 10 * 64;
let cache: string;
beforeAll(async () => void (cache = await mkdtemp(join(tmpdir(), "diffusion-sorption-"))));
afterAll(() => rm(cache, { recursive: true }));

const load = (options: Partial<DiffusionSorptionOptions>): Promise<DataSet> =>
  diffusionSorption({ noise: 0, samples, cache, solve: solvedOnce, ...options });
const column = (matrix: Tensor, index: number): number[] =>
  Array.from({ length: matrix.shape[0] }, (_, row) => matrix.data[row * matrix.shape[1] + index]);

describe("the data set", () => {
  it("has 68 inputs and 1 target a row, four fifths of the rows for training", async () => {
    const { name, train, test } = await load({});
    expect(name).toBe("diffusion-sorption");
    expect([train.inputs.shape, train.targets.shape]).toEqual([
      [4 * rowsOfSample, 68],
      [4 * rowsOfSample, 1],
    ]);
    expect([test.inputs.shape, test.targets.shape]).toEqual([
      [rowsOfSample, 68],
      [rowsOfSample, 1],
    ]);
  });

  it("has rows (u0, 1, t/500, x, u0 on the grid) and u(t, x) without noise", async () => {
    const { train, test } = await load({});
    for (const [tensors, first] of [
      [train, 0],
      [test, 4],
    ] as const) {
      const count = tensors.inputs.shape[0] / rowsOfSample;
      for (let sample = 0; sample < count; sample++) {
        const u0 = initialValue(first + sample);
        const u = thin(ndarray(solvedOnce(u0).values, [stored.times, stored.cells]));
        for (const [time, t] of [50, 100, 150, 200, 250, 300, 350, 400, 450, 500].entries())
          for (const [cell, x] of positions.entries()) {
            const row = (sample * 10 + time) * 64 + cell;
            const expected = [u0, 1, t / 500, x, ...positions.map(() => u0)];
            expect(expected.findIndex((value, at) => tensors.inputs.data[row * 68 + at] !== value)).toBe(-1);
            expect(tensors.targets.data[row]).toBe(u.get(time + 1, cell));
          }
      }
    }
  });

  it("has noise in the targets and the initial values, nowhere else, of at most d and about all of d", async () => {
    const d = 0.01;
    const [clean, noisy] = [await load({}), await load({ noise: d })];
    for (const part of ["train", "test"] as const) {
      for (const index of [0, 1, 2, 3])
        expect(column(noisy[part].inputs, index)).toEqual(column(clean[part].inputs, index));
      for (const what of ["inputs", "targets"] as const) {
        const errors = Array.from(noisy[part][what].data, (value, at) => value - clean[part][what].data[at]);
        const bound = d + 2 ** -52; // u + noise < 2 is rounded
        expect(errors.every((error) => Math.abs(error) <= bound)).toBe(true);
      }
      const errors = Array.from(
        noisy[part].targets.data,
        (value, at) => value - clean[part].targets.data[at],
      );
      // Of 640 numbers, none beyond 0.95 d at one side has a chance of 0.975⁶⁴⁰ = 1e-7; no two of them are alike.
      expect(Math.max(...errors)).toBeGreaterThan(0.95 * d);
      expect(Math.min(...errors)).toBeLessThan(-0.95 * d);
      expect(new Set(errors).size).toBe(errors.length);
      // A mean of n has the standard deviation d / √(3n); five of them.
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      expect(Math.abs(mean)).toBeLessThan((5 * d) / Math.sqrt(3 * errors.length));
    }
  });

  it("hands every row of a sample the same noisy initial values", async () => {
    const { train } = await load({ noise: 0.01 });
    for (let sample = 0; sample < 4; sample++) {
      const inputs = rows(train.inputs, sample * rowsOfSample, (sample + 1) * rowsOfSample);
      const [first] = toNested(takeRows(inputs, [0])) as number[][];
      for (let index = 4; index < 68; index++)
        expect(new Set(column(inputs, index))).toEqual(new Set([first[index]]));
      expect(new Set(first.slice(4)).size).toBe(64);
    }
  });

  it("has the same bits on every call, and the same draws times d for every d", async () => {
    const [once, again, doubled, clean] = await Promise.all(
      [0.005, 0.005, 0.01, 0].map((noise) => load({ noise })),
    );
    expect(again).toEqual(once);
    for (const [at, value] of clean.test.targets.data.entries()) {
      const [error, twice] = [once, doubled].map(({ test }) => test.targets.data[at] - value);
      expect(Math.abs(twice - 2 * error)).toBeLessThan(2 ** -51); // u + noise < 2 is rounded, twice
    }
  });

  it("is the f64 data set rounded to f32, when that is asked for", async () => {
    const [wide, narrow] = [await load({ noise: 0.005 }), await load({ noise: 0.005, dtype: "f32" })];
    for (const part of ["train", "test"] as const)
      for (const what of ["inputs", "targets"] as const)
        expect(narrow[part][what].data).toEqual(Float32Array.from(wide[part][what].data));
  });

  it("starts a sample alike, however many there are", async () => {
    const options = { noise: 0.005, cache: undefined, solve: () => solvedOnce(initialValue(0)) };
    const [more, few] = await Promise.all([10, samples].map((count) => load({ ...options, samples: count })));
    expect(rows(more.train.inputs, 0, 4 * rowsOfSample)).toEqual(few.train.inputs);
    expect(rows(more.train.targets, 0, 4 * rowsOfSample)).toEqual(few.train.targets);
    expect(item(max(more.train.targets))).toBeLessThan(1.005);
  });

  it.each([-0.1, NaN, Infinity])("refuses a noise of %d", async (noise) => {
    await expect(load({ noise })).rejects.toThrow(
      new ValueError("diffusionSorption", "a finite noise ≥ 0", `${noise}`),
    );
  });

  it.each([0, 7, -5, 2.5])("refuses %d samples", async (count) => {
    await expect(load({ samples: count })).rejects.toThrow(
      new ValueError("diffusionSorption", "a multiple of 5 as samples", `${count}`),
    );
  });
});

describe("solving", () => {
  it("takes 100 samples by default", async () => {
    const controller = new AbortController();
    const onProgress = ({ total }: { total: number }): void => controller.abort(new Error(`1 of ${total}`));
    await expect(diffusionSorption({ noise: 0, onProgress, signal: controller.signal })).rejects.toThrow(
      "1 of 100",
    );
  });

  it("reports every sample, and gives way to others between two of them", async () => {
    const seen: unknown[] = [];
    const timer = setInterval(() => seen.push("somebody else"), 0);
    const solve = (u0: number): Solution => {
      for (const end = performance.now() + 3; performance.now() < end;); // as solving takes a while
      return solvedOnce(u0);
    };
    await load({ cache: undefined, solve, onProgress: (progress) => seen.push(progress) });
    clearInterval(timer);
    expect(seen.filter((each) => each !== "somebody else")).toEqual(
      [1, 2, 3, 4, 5].map((done) => ({ done, total: 5 })),
    );
    expect(seen.indexOf("somebody else")).toBeLessThan(seen.length - 1);
    expect(seen).toContain("somebody else");
  });

  it("stops at once when it is aborted, and leaves no file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "diffusion-sorption-"));
    const controller = new AbortController();
    const seen: number[] = [];
    const onProgress = ({ done }: { done: number }): void => {
      seen.push(done);
      if (done === 2) controller.abort(new Error("enough"));
    };
    await expect(load({ cache: folder, onProgress, signal: controller.signal })).rejects.toThrow("enough");
    expect(seen).toEqual([1, 2]);
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

describe("a kept solution", () => {
  const folder = async (): Promise<string> => {
    const path = await mkdtemp(join(tmpdir(), "diffusion-sorption-"));
    onTestFinished(() => rm(path, { recursive: true }));
    return path;
  };

  it("is read again bit for bit, whatever the noise and the dtype", async () => {
    const neverSolves = {
      cache: await folder(),
      onProgress: () => expect.unreachable("the solution was at hand"),
    };
    const solved = await load({ noise: 0.005, cache: neverSolves.cache });
    expect(await load({ noise: 0.005, ...neverSolves })).toEqual(solved);
    await load({ noise: 0, dtype: "f32", ...neverSolves });
    expect(await load({ noise: 0.005, cache: undefined })).toEqual(solved);
  });

  /** The kept solution with something else in its description. */
  const keptWith = async (ours: string, others: string): Promise<{ path: string; content: string }> => {
    await load({});
    const content = await readFile(join(cache, "diffusion-sorption-5.bin"), "latin1");
    expect(content).toContain(ours);
    const path = await folder();
    await writeFile(join(path, "diffusion-sorption-5.bin"), content.replace(ours, others), "latin1");
    return { path, content };
  };

  it("is computed again and replaced where it was made otherwise", async () => {
    const { path, content } = await keptWith('"tolerance":1e-7', '"tolerance":1e-6');
    expect(await load({ cache: path })).toEqual(await load({}));
    expect(await readFile(join(path, "diffusion-sorption-5.bin"), "latin1")).toBe(content);
  });

  it.each([
    ["constants", '"porosity":0.29', '"porosity":0.30'],
    ["initial values", '"largest":0.2', '"largest":0.3'],
    ["a grid", '"cells":1024', '"cells":1025'],
    ["times", '"times":[0,50', '"times":[0,55'],
    ["points", '"positions":[0.0083', '"positions":[0.0084'],
    ["a method", '"RODASP"', '"RODASQ"'],
    ["a tolerance", '"tolerance":1e-7', '"tolerance":1e-6'],
  ])("is not used, and that is said, where it was made with %s other than ours", async (_, ours, others) => {
    const { path } = await keptWith(ours, others);
    const notices: string[] = [];
    const controller = new AbortController();
    const solvesAgain = load({
      cache: path,
      onNotice: (sentence) => notices.push(sentence),
      onProgress: () => controller.abort(new Error("it solves")),
      signal: controller.signal,
    });
    await expect(solvesAgain).rejects.toThrow("it solves");
    expect(notices).toEqual([expect.stringMatching(/another making; it is computed again$/)]);
  });
});

const numbers = tensor([
  [0.1, -0],
  [Infinity, 5e-324],
  [NaN, 1 / 3],
]);
const never = (): Promise<Tensor> => expect.unreachable("the numbers were at hand");

let options: CacheOptions;
let notices: string[];
beforeEach(async () => {
  notices = [];
  const path = join(await temporaryFolder(), "deep", "inside", "numbers.bin");
  const onNotice = (sentence: string): void => void notices.push(sentence);
  options = { path, recipe: { tolerance: 1e-7 }, shape: numbers.shape, onNotice };
});

describe("cached numbers", () => {
  it("are computed when there is no file, without a word, and kept in one file", async () => {
    expect(await cached(options, async () => numbers)).toBe(numbers);
    expect(await readdir(dirname(options.path))).toEqual(["numbers.bin"]);
    expect(notices).toEqual([]);
  });

  it("are read again bit for bit", async () => {
    await cached(options, async () => numbers);
    expect(await cached(options, never)).toEqual(numbers);
  });

  it("are those of a tensor that is part of a larger one", async () => {
    const part = { shape: numbers.shape, data: new Float64Array(9).subarray(2, 8) };
    part.data.set(numbers.data);
    await cached(options, async () => part);
    expect(await cached(options, never)).toEqual(numbers);
  });

  it("say of themselves how they were made, in a first line of JSON", async () => {
    await cached(options, async () => numbers);
    const [header] = (await readFile(options.path, "latin1")).split("\n");
    expect(JSON.parse(header)).toMatchObject({
      format: "espalier-numbers",
      recipe: { tolerance: 1e-7 },
      shape: [3, 2],
    });
  });

  it("are not used for another recipe or another shape", async () => {
    await cached(options, async () => numbers);
    for (const other of [{ recipe: { tolerance: 1e-6 } }, { shape: [2, 3] }]) {
      const file = await readFile(options.path);
      const zeros = { shape: other.shape ?? numbers.shape, data: new Float64Array(6) };
      expect(await cached({ ...options, ...other }, async () => zeros)).toBe(zeros);
      await writeFile(options.path, file);
    }
    const sentence = `${options.path}: expected numbers made as this version makes them; received a file of another making; it is computed again`;
    expect(notices).toEqual([sentence, sentence]);
  });

  it("are never used, and are replaced, when a byte of the file is another", async () => {
    await cached(options, async () => numbers);
    const file = await readFile(options.path);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        await writeFile(options.path, file.with(at, file[at] ^ change));
        const { length } = notices;
        expect(await cached(options, async () => numbers)).toBe(numbers);
        expect(notices).toHaveLength(length + 1);
        expect(await readFile(options.path)).toEqual(file);
      }),
    );
  });

  it("are never used when the file is cut short anywhere, or is too long", async () => {
    await cached(options, async () => numbers);
    const file = await readFile(options.path);
    // Every length within the numbers, and one in sixteen within the header before them.
    const lengths = Array.from({ length: file.length }, (_, length) => length)
      .filter((length) => length % 16 === 0 || length > file.length - 60)
      .map((length) => file.subarray(0, length));
    for (const damaged of [...lengths, Buffer.concat([file, Buffer.alloc(8)])]) {
      await writeFile(options.path, damaged);
      expect(await cached(options, async () => numbers)).toBe(numbers);
    }
    expect(notices).toHaveLength(lengths.length + 1);
    expect(notices.at(-2)).toContain("expected 48 bytes of numbers; received 47 bytes");
    expect(notices.at(-1)).toContain("expected 48 bytes of numbers; received 56 bytes");
  });

  it("are said to be damaged when they do not fit their checksum", async () => {
    await cached(options, async () => numbers);
    const file = await readFile(options.path);
    await writeFile(options.path, file.with(file.length - 1, 7));
    await cached(options, async () => numbers);
    expect(notices).toEqual([
      `${options.path}: expected numbers that fit their checksum; received damaged numbers; it is computed again`,
    ]);
  });

  it("leave no file when computing them fails", async () => {
    await expect(cached(options, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(readFile(options.path)).rejects.toThrow("ENOENT");
  });

  it("are not sought in vain where the file cannot be read at all", async () => {
    await mkdir(options.path, { recursive: true });
    await expect(cached(options, never)).rejects.toThrow("EISDIR");
  });
});
