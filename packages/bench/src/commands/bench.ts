// npm run bench: measures us beside others, and writes docs/performance.json and .md.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ValueError } from "@espalier/tensor";
import { inDocs, say } from "../files/docs.ts";
import { fiveDigits, stringifyRows } from "../files/rows.ts";
import { parse } from "../files/schema.ts";
import { writeAtomically } from "espalier/files";
import { lookAround, measure } from "../performance/bench.ts";
import { bundler, measureStartUp, sizes } from "../performance/bundles.ts";
import { machineNow } from "../performance/results.ts";
import { heapPerStep, stream } from "../performance/memory.ts";
import { pageOf } from "../performance/page.ts";
import type { Pace } from "../performance/race.ts";
import { performance } from "../performance/results.ts";
import type { Performance, WorkResult } from "../performance/results.ts";
import { installRivals } from "../performance/rivals.ts";
import { writeData } from "../performance/samples.ts";
import { worksOn } from "../performance/works.ts";
import { toMarkdown } from "../report/markdown.ts";

const USAGE = `npm run bench [-- options]

  --quick       a few rounds of everything, in two minutes or three; prints the page and writes nothing
  --only NAME   one work, whose page is printed: limits, "products f32", "products f64", training, jacobian, scores,
                nonlinear, forward, start-up, size, memory
  --page        writes the page again from docs/performance.json
  --data PATH   folder of MNIST, .cache/mnist unless given; without it, random images stand in
  --help

Others are installed into packages/bench/rivals by the first run. PYTHON names an interpreter that has NumPy or PyTorch.`;

const FULL: Pace = { rounds: 11, warmUp: 0.5, sample: 0.05, allowance: 4 };
const QUICK: Pace = { rounds: 3, warmUp: 0, sample: 0.005, allowance: 0.2 };

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    page: { type: "boolean" },
    data: { type: "string", default: ".cache/mnist" },
    help: { type: "boolean" },
  },
});

if (values.help) console.log(USAGE);
else if (values.page)
  await publish(parse(performance, await readFile(inDocs("performance.json"), "utf8"), "performance.json"));
else {
  const results = await measureEverything();
  if (values.quick || values.only !== undefined) console.log(toMarkdown(pageOf(results)));
  else {
    const { works, ...head } = results;
    await writeAtomically(inDocs("performance.json"), stringifyRows(head, { works }, fiveDigits));
    await publish(results);
  }
}

async function publish(results: Performance): Promise<void> {
  await writeAtomically(inDocs("performance.md"), toMarkdown(pageOf(results)));
  say("docs/performance.md is written.");
}

async function measureEverything(): Promise<Performance> {
  const { only, quick } = values;
  const pace = quick ? QUICK : FULL;
  const isWanted = (name: string): boolean => only === undefined || only === name;
  const problem = installRivals();
  if (problem !== undefined) say(problem);
  const { found, present } = await lookAround();
  const data = await writeData(values.data);
  const works: WorkResult[] = [];
  try {
    const all = worksOn(data);
    const names = [...all.map(({ name }) => name), "start-up", "size", "memory"];
    if (only !== undefined && !names.includes(only)) throw new ValueError("--only", names.join(", "), only);
    for (const work of all)
      if (isWanted(work.name)) {
        const own = quick ? pace : { ...pace, ...work.pace };
        works.push(await measure(work, present, own, (name) => say(`${work.name}: ${name}`)));
      }
  } finally {
    await data.remove();
  }
  if (isWanted("start-up")) {
    say("start-up");
    const started = await measureStartUp(present, pace);
    if (started) works.push(started);
  }
  const esbuild = bundler();
  const results: Performance = {
    format: "espalier-performance",
    version: 1,
    date: new Date().toISOString(),
    machine: machineNow(),
    digits: data.digits,
    rounds: pace.rounds,
    contenders: found,
    works,
    sizes: esbuild && isWanted("size") ? await sizes(esbuild) : [],
  };
  if (!isWanted("memory")) return results;
  say("memory");
  return { ...results, heap: await heapPerStep(), stream: await stream(quick ? 100_000 : 10_000_000) };
}
