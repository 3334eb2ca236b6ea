// npm run smaller: counts the bytes of pruned networks, times the sparse pass, and writes the tables of docs/smaller-files.md.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { useFastKernels } from "@espalier/tensor";
import { cases } from "../cases/index.ts";
import { isFolder } from "@espalier/data/mnist";
import { inDocs, say } from "../files/docs.ts";
import { fiveDigits, stringifyRows } from "../files/rows.ts";
import { parse } from "../files/schema.ts";
import { writeAtomically } from "espalier/files";
import { lookAround, measure } from "../performance/bench.ts";
import { machineNow } from "../performance/results.ts";
import { measureNetwork, recipeOf, smallerResults, tablesOf, withTables } from "../performance/smaller.ts";
import type { NetworkResult, SmallerResults } from "../performance/smaller.ts";
import { forwardPass } from "../performance/works.ts";

const USAGE = `npm run smaller [-- options]

  --data PATH   where mnist/ and pde/ are, .cache unless given; without MNIST (npm start -- fetch mnist) the other network alone
  --only PART   bytes or pass: measures that anew, and leaves the rest as it is in docs/smaller-files.json
  --page        writes the tables again from docs/smaller-files.json
  --help`;

const PACE = { rounds: 11, warmUp: 0.05, sample: 0.005, allowance: 1 };

const { values } = parseArgs({
  options: {
    data: { type: "string", default: ".cache" },
    only: { type: "string" },
    page: { type: "boolean" },
    help: { type: "boolean" },
  },
});

if (values.help) console.log(USAGE);
else {
  const results = values.page ? await earlier() : await measureAll();
  const { networks, pass, ...head } = results;
  if (!values.page)
    await writeAtomically(inDocs("smaller-files.json"), stringifyRows(head, { networks, pass }, fiveDigits));
  const page = inDocs("smaller-files.md");
  await writeAtomically(page, withTables(await readFile(page, "utf8"), tablesOf(results)));
  say("docs/smaller-files.md is written.");
}

async function measureAll(): Promise<SmallerResults> {
  const { only } = values;
  const before = only === undefined ? undefined : await earlier();
  const isKept = (part: string): boolean => before !== undefined && only !== part;
  return {
    format: "espalier-smaller-files",
    version: 1,
    // Of the measurement of time; bytes do not depend on it.
    date: before && isKept("pass") ? before.date : new Date().toISOString(),
    machine: before && isKept("pass") ? before.machine : machineNow(),
    rounds: PACE.rounds,
    networks: before && isKept("bytes") ? before.networks : await measureNetworks(),
    pass: before && isKept("pass") ? before.pass : await measurePass(),
  };
}

async function measureNetworks(): Promise<NetworkResult[]> {
  await useFastKernels();
  const { signal } = new AbortController(); // Ctrl-C ends the process, as nothing is half written
  const results: NetworkResult[] = [];
  for (const name of ["mnist", "pde"] as const) {
    const folder = join(values.data, name);
    if (name === "mnist" && !(await isFolder(folder))) {
      say("MNIST is left out, as it is not there: npm start -- fetch mnist");
      continue;
    }
    const recipe = recipeOf(name);
    const onProgress = (): void => {};
    const data = await cases[name].load({ recipe, folder, signal, onProgress, onNotice: say });
    results.push(measureNetwork(recipe, data, (stage) => say(`${name}: ${stage}`)));
  }
  return results;
}

async function measurePass(): Promise<SmallerResults["pass"]> {
  const { present } = await lookAround();
  return measure(forwardPass, present, PACE, (name) => say(`pass: ${name}`));
}

async function earlier(): Promise<SmallerResults> {
  return parse(smallerResults, await readFile(inDocs("smaller-files.json"), "utf8"), "smaller-files.json");
}
