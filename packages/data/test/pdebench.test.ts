import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FormatError, zeros } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { diffusionSorption } from "../src/diffusion-sorption/index.ts";
import { isHdf5, readPdebench } from "../src/pdebench/index.ts";
import { temporaryFolder } from "../../../test-setup/temporary-folder.ts";

// Files of 11 times and 64 points that h5py packed by LZF: fixtures/pdebench/make.py.
const fixture = (name: string): string =>
  fileURLToPath(new URL(`./fixtures/pdebench/${name}.h5`, import.meta.url));

/** What the script writes as u, exactly: a number of 16 bits. */
const written = (sample: number, time: number, point: number): number =>
  (1 + sample + time / 16 + point / 1024) / 64;

describe("PDEBench's file", () => {
  it("is read with its times and points, number by number", async () => {
    const { u, times, positions } = await readPdebench(fixture("lzf"), 5);
    expect(u.shape).toEqual([5, 11, 64]);
    for (const [at, value] of u.data.entries())
      expect(value).toBe(written(Math.floor(at / 704), Math.floor(at / 64) % 11, at % 64));
    expect(times).toEqual(Array.from({ length: 11 }, (_, k) => 50 * k));
    expect(positions).toEqual(Array.from({ length: 64 }, (_, k) => (k + 0.5) / 64));
  });

  it("is the solution that the data set is made of: u0, 1, t/500, x and u0 on the grid, with u(t, x) as the target", async () => {
    const solution = await readPdebench(fixture("lzf"), 5);
    const { train, test } = await diffusionSorption({ noise: 0, samples: 5, solution });
    expect([train.inputs.shape, test.inputs.shape]).toEqual([
      [4 * 640, 68],
      [640, 68],
    ]);
    const row = 640 + 2 * 64 + 7; // of sample 1, at the third time after the first
    const initial = Array.from({ length: 64 }, (_, point) => written(1, 0, point));
    expect(Array.from(train.inputs.data.subarray(68 * row, 68 * (row + 1)))).toEqual([
      written(1, 0, 0),
      1,
      0.3,
      7.5 / 64,
      ...initial,
    ]);
    expect(train.targets.data[row]).toBe(written(1, 3, 7));
  });

  it.each([
    [
      "zero-sample",
      2,
      /zero-sample\.h5: 0001\/data: expected a solution, which is above 0 at every time; received zeros at the time 0 of 11/,
    ],
    ["not-finite", 2, /not-finite\.h5: 0001\/data: expected finite numbers; received NaN as number 261/],
    ["odd-sizes", 2, /odd-sizes\.h5: 0000\/data: expected \[times, points, 1\] .* received \[11, 60, 1\]/],
    ["whole-numbers", 2, /whole-numbers\.h5: 0000\/data: expected floating-point numbers; received "<i"/],
    ["lzf", 6, /lzf\.h5: expected 6 groups named by numbers, such as 0000; received 5/],
  ])("%s with %i samples is refused by name", async (name, samples, message) => {
    await expect(readPdebench(fixture(name), samples)).rejects.toThrow(message);
    await expect(readPdebench(fixture(name), samples)).rejects.toBeInstanceOf(FormatError);
  });

  it("is told from other files by its first bytes, in a folder of any name", async () => {
    const folder = join(await temporaryFolder(), "a folder, 100 %");
    await mkdir(folder);
    const [copy, text] = [join(folder, "copy é.h5"), join(folder, "text.h5")];
    await copyFile(fixture("lzf"), copy);
    await writeFile(text, "no HDF5");
    expect([await isHdf5(copy), await isHdf5(text)]).toEqual([true, false]);
    await expect(readPdebench(text, 1)).rejects.toThrow(
      /text\.h5: expected a file of HDF5; received other first bytes/,
    );
    expect((await readPdebench(copy, 1)).u.shape).toEqual([1, 11, 64]);
  });

  it("does not fit another number of samples", async () => {
    const solution = { u: zeros([5, 11, 64]), times: [], positions: [] };
    await expect(diffusionSorption({ noise: 0, samples: 10, solution })).rejects.toThrow(
      "diffusionSorption: expected a solution of 10 samples; received one of 5",
    );
  });
});
