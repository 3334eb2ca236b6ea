import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FormatError } from "@espalier/tensor";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { openJournal } from "../../src/reproduce/journal.ts";
import type { Line } from "../../src/reproduce/journal.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const lineOf = (unit: string, testLoss: number): Line => ({
  unit,
  entries: [
    { list: "rows", row: { seed: 0, strategy: "δ", ratio: 0.5, stage: "pruned", testLoss, kept: [3, 1] } },
  ],
  costs: { training: 1.5 },
});
const lines = [lineOf("a", 0.125), lineOf("b", Infinity), lineOf("c", NaN)];

it("lines come back, also of networks that overflowed", async () => {
  const path = join(await temporaryFolder(), "deep", "journal.jsonl");
  const journal = openJournal(path);
  for (const line of lines) journal.add(line);
  journal.close();
  const again = openJournal(path);
  expect([...again.lines.values()]).toEqual(lines);
  again.close();
});

it("a unit is kept as it was measured first", async () => {
  const path = join(await temporaryFolder(), "journal.jsonl");
  const journal = openJournal(path);
  journal.add(lines[0]);
  journal.add({ ...lines[0], costs: { training: 9 } });
  journal.close();
  expect((await readFile(path, "utf8")).split("\n")).toHaveLength(2);
});

it("wherever the file breaks off, what was complete is there, and the rest can be added", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "journal.jsonl");
  const first = openJournal(path);
  for (const line of lines) first.add(line);
  first.close();
  const bytes = await readFile(path);
  const ends = [...bytes.keys()].filter((at) => bytes[at] === 10); // line feeds
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: bytes.length }), async (length) => {
      await writeFile(path, bytes.subarray(0, length));
      const journal = openJournal(path);
      expect(journal.lines.size).toBe(ends.filter((end) => end < length).length);
      for (const line of lines) journal.add(line);
      journal.close();
      expect(await readFile(path)).toEqual(bytes);
    }),
  );
});

it("a line that is none is an error that says where", async () => {
  const path = join(await temporaryFolder(), "journal.jsonl");
  const { unit, costs } = lines[0];
  await writeFile(path, `${JSON.stringify({ unit, entries: [], costs })}\nno line\n`);
  expect(() => openJournal(path)).toThrow(FormatError);
  expect(() => openJournal(path)).toThrow(/journal\.jsonl, line 2: expected JSON; received no line/);
});
