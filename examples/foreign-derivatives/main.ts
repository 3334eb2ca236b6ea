import { writeFileSync } from "node:fs";
import { check, showReport } from "../../packages/check/src/index.ts";
import { loadLibrary } from "./library.ts";
import { modulesOf } from "./modules.ts";
import { operationsOf } from "./operations.ts";
import { rowOf, tableOf } from "./page.ts";
import { specOf } from "./spec.ts";
import { commandLine } from "../../scripts/command-line.ts";

// The whole report of a function with its name, or the table of all of them.
const [only] = commandLine({
  usage:
    "npm run example:foreign [-- name]: checks the derivatives of another library, or those of one function",
  words: 1,
}).positionals;
const { torch, version } = await loadLibrary();
const functions = [...operationsOf(torch), ...modulesOf(torch)].filter(
  ({ name }) => only === undefined || name === only,
);
const reports = functions.map((foreign) => check(specOf(foreign, torch), { draws: 40 }));
if (only === undefined) {
  const results = { library: "js-pytorch", version, rows: reports.map(rowOf) };
  writeFileSync(new URL("results.json", import.meta.url), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(new URL("RESULTS.md", import.meta.url), tableOf(results));
  console.log(tableOf(results));
} else console.log(reports.map(showReport).join("\n\n"));
