import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { cached } from "../src/data/diffusion-sorption/cache.ts";
import type { CacheOptions } from "../src/data/diffusion-sorption/cache.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

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
    const lengths = Array.from({ length: file.length }, (_, length) => file.subarray(0, length));
    for (const damaged of [...lengths, Buffer.concat([file, Buffer.alloc(8)])]) {
      await writeFile(options.path, damaged);
      expect(await cached(options, async () => numbers)).toBe(numbers);
    }
    expect(notices).toHaveLength(file.length + 1);
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
