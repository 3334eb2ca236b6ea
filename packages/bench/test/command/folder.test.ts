import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { initialNetwork } from "@espalier/prune";
import { FormatError, seededRandom, ValueError } from "@espalier/tensor";
import { expect, it } from "vitest";
import { defaultFolder, readEarlier, writeBaseline } from "../../src/command/folder.ts";
import { stringifyResults } from "../../src/results.ts";
import { baseline, resultsOf, settings } from "../report-rows.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const network = initialNetwork({ sizes: [2, 2, 1], random: seededRandom(1) });

async function earlierFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "results.json"), stringifyResults(resultsOf([baseline()])));
  await writeBaseline(folder, 1, network);
  return folder;
}

it("what an earlier run has left comes back: rows, and networks bit for bit", async () => {
  const earlier = await readEarlier(await earlierFolder(), settings);
  expect(earlier?.results).toEqual(resultsOf([baseline()]));
  expect([...(earlier?.baselines ?? [])]).toEqual([[1, network]]);
});

it("an empty folder, or none, has nothing", async () => {
  const folder = await temporaryFolder();
  expect(await readEarlier(folder, settings)).toBeUndefined();
  expect(await readEarlier(join(folder, "none"), settings)).toBeUndefined();
});

it("results of other settings are not mixed with these", async () => {
  await expect(readEarlier(await earlierFolder(), { ...settings, batch: 5 })).rejects.toThrow(ValueError);
});

it("results that cannot be read are an error, not nothing", async () => {
  const folder = await earlierFolder();
  await writeFile(join(folder, "results.json"), "{");
  await expect(readEarlier(folder, settings)).rejects.toThrow(FormatError);
});

it("the same settings have the same folder, and others another one", () => {
  expect(defaultFolder(settings)).toBe(defaultFolder({ ...settings }));
  expect(defaultFolder(settings)).toMatch(/^runs.pde-2-2-1-[0-9a-f]{8}$/);
  expect(defaultFolder({ ...settings, batch: 5 })).not.toBe(defaultFolder(settings));
});
