import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterEach, beforeEach, expect, it } from "vitest";
import { resumed } from "../src/program/index.ts";
import { whole } from "../src/results.ts";

const row = v.strictObject({ n: whole, square: whole });
const isOf = (each: { readonly n: number }, n: number): boolean => each.n === n;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "resumed-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("a run that was stopped goes on where it was, and keeps rows that are not asked for", async () => {
  const path = join(folder, "runs", "rows.json");
  let stopAt = 3;
  const asked: number[] = [];
  const measure = (n: number): { n: number; square: number } => {
    if (n === stopAt) throw new Error("stopped");
    asked.push(n);
    return { n, square: n * n };
  };
  const run = (units: readonly number[]) => resumed({ path, row, units, isOf, measure });
  await expect(run([1, 2, 3])).rejects.toThrow("stopped");
  stopAt = 0;
  expect(await run([3, 2])).toEqual([
    { n: 3, square: 9 },
    { n: 2, square: 4 },
  ]);
  expect(asked).toEqual([1, 2, 3]);
  expect(JSON.parse(await readFile(path, "utf8"))).toEqual([1, 2, 3].map((n) => ({ n, square: n * n })));
});

it("a file with other content is left as it is", async () => {
  const path = join(folder, "rows.json");
  await writeFile(path, '[{"n":1}]');
  const measure = (n: number): { n: number; square: number } => ({ n, square: n });
  await expect(resumed({ path, row, units: [1], isOf, measure })).rejects.toThrow(/rows\.json/);
  expect(await readFile(path, "utf8")).toBe('[{"n":1}]');
});
