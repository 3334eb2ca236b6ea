// Measures what docs/on-many-machines.md says, in seconds of the processor, and simulates up to 1,000 workers from it:
//
//     npm run many-machines
//     npm run many-machines -- --samples 10000000
//     npm run many-machines -- --faults faults.json --page      the page alone, with what torture:cluster wrote
import { existsSync, readFileSync } from "node:fs";
import { inDocs, say } from "@espalier/pages";
import { readResults, writePage } from "@espalier/pages/slot-page";
import { writeAtomically } from "espalier/files";
import { missingRedis } from "../test/support/redis.ts";
import { measureFile, measureJobs, measureLarge } from "./measure.ts";
import { page } from "./page.ts";
import { commandLine } from "../../../scripts/command-line.ts";

const { values } = commandLine({
  usage: `npm run many-machines [-- options]

Measures what docs/on-many-machines.md says, and simulates up to 1,000 workers from it.

  --samples N    samples of the file that is read; 16384 unless given
  --faults FILE  what npm run torture:cluster wrote to --out
  --page         writes the page alone, from the figures that are there`,
  options: {
    samples: { type: "string", default: String(2 ** 14) },
    faults: { type: "string" },
    page: { type: "boolean", default: false },
  },
});

async function measured(): Promise<unknown> {
  const missing = missingRedis();
  if (missing !== undefined) throw new Error(missing);
  const perJob = await measureJobs(200);
  say(`a job: ${perJob} s`);
  const large = [
    [1024, 512, 512, 256, 10],
    [2048, 2048, 2048, 1024, 10],
  ].map((sizes) => {
    const found = measureLarge(sizes, 128);
    say(JSON.stringify(found));
    return found;
  });
  const file = await measureFile(Number(values.samples));
  return { format: "espalier-many-machines", version: 1, file, large, perJob };
}

const path = inDocs(`${page.name}.json`);
const faults = (): object => {
  if (values.faults !== undefined) {
    const {
      format: _,
      version: __,
      ...found
    } = JSON.parse(readFileSync(values.faults, "utf8")) as Record<string, unknown>;
    return { faults: found };
  }
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>) : {};
  return before["faults"] === undefined ? {} : { faults: before["faults"] };
};
const results = values.page
  ? (JSON.parse(readFileSync(path, "utf8")) as object)
  : ((await measured()) as object);
await writeAtomically(path, `${JSON.stringify({ ...results, ...faults() }, undefined, 2)}\n`);
await writePage(page, await readResults(page));
