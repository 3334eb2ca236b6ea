// npm run verify: seeds mistakes into every rule, looks which check finds them, and writes docs/verification.json and .md.
// npm run verify -- false-alarms: looks at right functions, and writes docs/false-alarms.json and the same page.
import { readFile, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { rightFunctions } from "./false-alarms/functions/index.ts";
import { alarmSummary } from "./false-alarms/results.ts";
import type { FalseAlarms } from "./false-alarms/results.ts";
import { everyRight } from "./false-alarms/run.ts";
import type { Verdict } from "./false-alarms/run.ts";
import type { Task as RightTask } from "./false-alarms/worker.ts";
import { pageOf } from "./page/page.ts";
import { summary } from "./page/summary.ts";
import { quick } from "./quick.ts";
import { commandLine } from "../../../scripts/command-line.ts";
import { replaced } from "./replace.ts";
import { resumed } from "./resumed.ts";
import type { Results } from "./results.ts";
import { subjects } from "./subjects.ts";
import { together } from "./verify.ts";
import type { Part } from "./verify.ts";
import type { Task } from "./worker.ts";

const USAGE = `npm run verify [-- options]
npm run verify -- false-alarms [options]

  --draws N   points at which right rules, or right functions, are looked at, all together; 100000 by default
  --seed N    the seed of the points of right functions
  --only N    only the primitives or functions whose name contains N, or one of N1,N2,…; the rows of the others stay
  --quick     a few rules, in seconds; writes nothing
  --page      writes the page again from the result files
  --help

It may be stopped, and goes on where it was when it is called again, as long as the sources are the same.`;

const docs = (name: string): string => fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));
const [json, alarmsJson, page] = [
  docs("verification.json"),
  docs("false-alarms.json"),
  docs("verification.md"),
];

/** What a run has found so far, for one that was stopped. */
const journal = fileURLToPath(new URL("../../../runs/verify/journal.jsonl", import.meta.url));

const { values, positionals } = commandLine({
  usage: USAGE,
  words: 1,
  options: {
    draws: { type: "string", default: "100000" },
    seed: { type: "string", default: "20260223" },
    only: { type: "string" },
    quick: { type: "boolean" },
    page: { type: "boolean" },
  },
});

if (values.quick) console.log(summary(quick()));
else if (values.page) await writePage();
else if (positionals.length === 0) await verifyEverything(count("draws"));
else if (positionals.length === 1 && positionals[0] === "false-alarms")
  await lookForAlarms(count("draws"), count("seed"));
else throw new RangeError(`verify: expected nothing or false-alarms; received ${positionals.join(" ")}`);

function count(option: "draws" | "seed"): number {
  const value = Number(values[option]);
  if (!(Number.isInteger(value) && value > 0))
    throw new RangeError(`--${option}: expected a whole number > 0; received ${values[option]}`);
  return value;
}

async function verifyEverything(draws: number): Promise<void> {
  const shares = subjects.reduce((sum, { share }) => sum + share, 0);
  const tasks: Task[] = subjects.flatMap(({ name, share }, subject) =>
    isAsked(name) ? [{ subject, draws: Math.ceil((draws * share) / shares) }] : [],
  );
  if (tasks.length === 0)
    throw new RangeError(`--only: expected a part of a primitive's name; received ${values.only}`);
  const show = progress("primitives", tasks.length);
  const parts = await resumed<Part>(script("./worker.ts"), tasks, journal, show);
  const results = values.only === undefined ? together(parts) : await amongTheOthers(tasks, parts);
  await writeAtomically(json, jsonOf(results));
  await writePage();
  console.log(summary(results));
}

function isAsked(name: string): boolean {
  return values.only === undefined || values.only.split(",").some((part) => name.includes(part));
}

async function amongTheOthers(tasks: readonly Task[], parts: readonly Part[]): Promise<Results> {
  const before: unknown = JSON.parse(await readFile(json, "utf8"));
  const names = subjects.map(({ name }) => name);
  const again = new Map(tasks.map(({ subject }, at) => [names[subject], parts[at]]));
  return replaced(before as Results, names, again); // a file that this program wrote
}

async function lookForAlarms(draws: number, seed: number): Promise<void> {
  const points = Math.ceil(draws / everyRight.length);
  const tasks: RightTask[] = everyRight.flatMap(([kind, at]) =>
    isAsked(rightFunctions[kind][at].name) ? [{ kind, at, points, seed }] : [],
  );
  if (tasks.length === 0)
    throw new RangeError(`--only: expected a part of a function's name; received ${values.only}`);
  const show = progress("functions", tasks.length);
  const again = await resumed<Verdict>(script("./false-alarms/worker.ts"), tasks, journal, show);
  const functions = values.only === undefined ? again : inOrder([...again, ...(await alarmsBefore(seed))]);
  const results: FalseAlarms = { format: "espalier-false-alarms", version: 1, seed, functions };
  await writeAtomically(alarmsJson, jsonOf(results));
  await writePage();
  console.log(alarmSummary(results));
}

async function alarmsBefore(seed: number): Promise<readonly Verdict[]> {
  const before = JSON.parse(await readFile(alarmsJson, "utf8")) as FalseAlarms; // a file that this program wrote
  if (before.seed !== seed)
    throw new RangeError(`--seed: expected ${before.seed}, that of the results; received ${seed}`);
  return before.functions;
}

/** One verdict for each right function, the first of its name, in the order of the functions. */
function inOrder(verdicts: readonly Verdict[]): Verdict[] {
  return everyRight.map(([kind, at]) => {
    const { name } = rightFunctions[kind][at];
    const verdict = verdicts.find((each) => each.kind === kind && each.name === name);
    if (verdict === undefined)
      throw new RangeError(`verify: expected results of ${name}; received none: name it with --only too`);
    return verdict;
  });
}

async function writePage(): Promise<void> {
  const [results, alarms] = await Promise.all(
    [json, alarmsJson].map(async (path): Promise<unknown> => JSON.parse(await readFile(path, "utf8"))),
  );
  await writeAtomically(page, pageOf(results as Results, alarms as FalseAlarms)); // files that this program wrote
}

function script(name: string): URL {
  return new URL(name, import.meta.url);
}

function progress(what: string, all: number): (done: number) => void {
  return (done) => process.stderr.write(`\r${done} of ${all} ${what}${done === all ? "\n" : ""}`);
}

/** One line for each row, so that a change of the results can be read. */
function jsonOf(results: object): string {
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
