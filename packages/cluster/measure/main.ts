// Measures what docs/on-many-machines.md says, in seconds of the processor, and simulates up to 1,000 workers from it:
//
//     npm run many-machines
//     npm run many-machines -- --samples 10000000
//     npm run many-machines -- --only scaling                   one part; the other figures stay
//     npm run many-machines -- --faults faults.json --page      the page alone, with what torture:cluster wrote
import { existsSync, readFileSync } from "node:fs";
import { ValueError } from "@espalier/tensor";
import { inDocs, say } from "@espalier/pages";
import { readResults, writePage } from "@espalier/pages/slot-page";
import { writeAtomically } from "espalier/files";
import { missingRedis } from "../test/support/redis.ts";
import { measureFile, measureJobs, measureLarge } from "./measure.ts";
import { measureScaling } from "./scaling.ts";
import { page } from "./page.ts";
import { commandLine } from "../../../scripts/command-line.ts";

const { values } = commandLine({
  usage: `npm run many-machines [-- options]

Measures what docs/on-many-machines.md says, and simulates up to 1,000 workers from it.

  --samples N    samples of the file that is read; 16384 unless given
  --only PART    file, large, perJob or scaling: this part alone; the other figures stay
  --faults FILE  what npm run torture:cluster wrote to --out
  --page         writes the page alone, from the figures that are there`,
  options: {
    samples: { type: "string", default: String(2 ** 14) },
    only: { type: "string" },
    faults: { type: "string" },
    page: { type: "boolean", default: false },
  },
});

/** The measurements, by their names in the file of results. */
const parts: Readonly<Record<string, () => unknown>> = {
  file: () => measureFile(Number(values.samples)),
  large: () =>
    [
      [1024, 512, 512, 256, 10],
      [2048, 2048, 2048, 1024, 10],
    ].map((sizes) => measureLarge(sizes, 128)),
  perJob: () => measureJobs(200),
  scaling: () => measureScaling(8 * 65_536),
};

async function measured(): Promise<object> {
  const names = values.only === undefined ? Object.keys(parts) : [values.only];
  const found: Record<string, unknown> = {};
  for (const name of names) {
    if (!(name in parts)) throw new ValueError("--only", Object.keys(parts).join(", "), name);
    const missing = missingRedis();
    if (missing !== undefined) throw new Error(missing);
    found[name] = await parts[name]();
    say(`${name}: ${JSON.stringify(found[name])}`);
  }
  return found;
}

const json = (path: string): object => JSON.parse(readFileSync(path, "utf8")) as object;

/** What `npm run torture:cluster` wrote, as a part of the results. */
function faultsOf(path: string): object {
  const { format: _, version: __, ...faults } = json(path) as Record<string, unknown>;
  return { faults };
}

const path = inDocs(`${page.name}.json`);
const results = {
  format: "espalier-many-machines",
  version: 1,
  ...(existsSync(path) ? json(path) : {}),
  ...(values.page ? {} : await measured()),
  ...(values.faults === undefined ? {} : faultsOf(values.faults)),
};
await writeAtomically(
  path,
  `${JSON.stringify(results, undefined, 2)}
`,
);
await writePage(page, await readResults(page));
