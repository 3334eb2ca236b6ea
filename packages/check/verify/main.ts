// npm run verify: seeds mistakes into every rule, looks who finds them, and writes docs/verification.json and .md.
import { readFile, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { pageOf } from "./page/page.ts";
import { quick } from "./quick.ts";
import { verifyAll } from "./pool.ts";
import type { Results } from "./results.ts";
import { subjects } from "./subjects.ts";
import { summary } from "./page/summary.ts";
import { together } from "./verify.ts";

const USAGE = `npm run verify [-- options]

  --draws N   points at which the correct rules are looked at, all together; 100000 unless given
  --quick     a few rules, in seconds; writes nothing
  --page      writes the page again from docs/verification.json
  --help`;

const json = fileURLToPath(new URL("../../../docs/verification.json", import.meta.url));
const page = fileURLToPath(new URL("../../../docs/verification.md", import.meta.url));

const { values } = parseArgs({
  options: {
    draws: { type: "string", default: "100000" },
    quick: { type: "boolean" },
    page: { type: "boolean" },
    help: { type: "boolean" },
  },
});

if (values.help) console.log(USAGE);
else if (values.quick) console.log(summary(quick()));
else if (values.page)
  await writeAtomically(page, pageOf(JSON.parse(await readFile(json, "utf8")) as Results));
else await verifyEverything(Number(values.draws));

async function verifyEverything(draws: number): Promise<void> {
  if (!(Number.isInteger(draws) && draws > 0))
    throw new RangeError(`--draws: expected a whole number > 0; received ${values.draws}`);
  const shares = subjects.reduce((sum, { share }) => sum + share, 0);
  const tasks = subjects.map(({ share }, subject) => ({
    subject,
    draws: Math.ceil((draws * share) / shares),
  }));
  const parts = await verifyAll(tasks, (done) =>
    process.stderr.write(`\r${done} of ${tasks.length} primitives`),
  );
  process.stderr.write("\n");
  const results = together(parts);
  await writeAtomically(json, jsonOf(results));
  await writeAtomically(page, pageOf(results));
  console.log(summary(results));
}

/** One line for each mutant, so that a change of the results can be read. */
function jsonOf(results: Results): string {
  const lines = Object.entries(results).map(([name, value]: [string, unknown]) => {
    const rows = Array.isArray(value) && typeof value[0] === "object";
    const text = rows
      ? `[\n${value.map((row) => `    ${JSON.stringify(row)}`).join(",\n")}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** A reader, or a crash, sees the old content or the new one and never a half. */
async function writeAtomically(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, content);
  await rename(draft, path);
}
