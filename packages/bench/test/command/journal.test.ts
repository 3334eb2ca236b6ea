import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createJournal } from "../../src/command/journal.ts";
import type { Journal, JournalOptions } from "../../src/command/journal.ts";
import { parseResults } from "../../src/results.ts";
import { baseline, resultsOf, row, settings } from "../report-rows.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const { environment } = resultsOf([]);

async function journalIn(
  options: Partial<JournalOptions> = {},
): Promise<{ folder: string; journal: Journal }> {
  const folder = await temporaryFolder();
  return { folder, journal: createJournal({ folder, settings, environment, seconds: () => 2, ...options }) };
}

const rows = [
  baseline({ seed: 0 }),
  row({ seed: 0, strategy: "elimination-compensation", ratio: 0.5, stage: "pruned" }),
  row({ seed: 0, strategy: "elimination-compensation", ratio: 0.5, stage: "fine-tuned" }),
  row({ seed: 0, strategy: "elimination-compensation", ratio: 0.9, stage: "pruned" }),
  row({ seed: 0, strategy: "magnitude", ratio: 0.5, stage: "pruned" }),
  baseline({ seed: 1 }),
];

it("rows stand in the order of seed, strategy, ratio and stage, whichever came first", async () => {
  const { journal } = await journalIn();
  for (const each of rows.toReversed()) journal.add(each);
  await journal.written();
  expect(journal.results().rows).toEqual(rows);
});

it("a row that is measured again replaces the old one", async () => {
  const { journal } = await journalIn({ earlier: { results: resultsOf(rows), baselines: new Map() } });
  const again = { ...rows[4], testLoss: 0.5 };
  journal.add(again);
  await journal.written();
  expect(journal.results().rows).toEqual(rows.with(4, again));
});

it("everything added is on disk once `written` has ended", async () => {
  const { folder, journal } = await journalIn();
  for (const each of rows) journal.add(each);
  await journal.written();
  expect(parseResults(await readFile(join(folder, "results.json"), "utf8")).rows).toEqual(rows);
});

it("time adds up over the runs, and the date is that of the first", async () => {
  const first = { ...environment, date: "2026-01-01T00:00:00.000Z", wallSeconds: 40, peakMemoryBytes: 1e15 };
  const { journal } = await journalIn({
    earlier: { results: { ...resultsOf(rows), environment: first }, baselines: new Map() },
  });
  expect(journal.results().environment).toEqual({ ...first, wallSeconds: 42 });
});

it("a failure to write is told by `written`", async () => {
  const { journal } = await journalIn({ folder: join(await temporaryFolder(), "\0") });
  journal.add(rows[0]);
  await expect(journal.written()).rejects.toThrow(/null bytes/);
});
