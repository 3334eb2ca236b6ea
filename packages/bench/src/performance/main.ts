// npm run bench: measures us beside others, and writes docs/performance.json and .md.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ValueError } from "@espalier/tensor";
import { writeAtomically } from "../files/write.ts";
import { lookAround, measure } from "./bench.ts";
import { bundler, sizes } from "./bundles/bundle.ts";
import { measureStartUp } from "./bundles/start-up.ts";
import { machine } from "./machine.ts";
import { pageOf } from "./page/page.ts";
import { heapPerStep, stream } from "./probes/probe.ts";
import type { Pace } from "./race/race.ts";
import type { Results, WorkResult } from "./results.ts";
import { installRivals } from "./rivals.ts";
import { writeData } from "./samples.ts";
import { worksOn } from "./works/index.ts";

const USAGE = `npm run bench [-- options]

  --quick       a few rounds of everything, in two minutes or three; prints the page and writes nothing
  --only NAME   one work, whose page is printed: limits, "products f32", "products f64", training, jacobian, scores,
                nonlinear, forward, start-up, size, memory
  --page        writes the page again from docs/performance.json
  --data PATH   folder of MNIST, .cache/mnist unless given; without it, random images stand in
  --help

Others are installed into packages/bench/rivals by the first run. PYTHON names an interpreter that has NumPy or PyTorch.`;

const json = fileURLToPath(new URL("../../../../docs/performance.json", import.meta.url));
const page = fileURLToPath(new URL("../../../../docs/performance.md", import.meta.url));

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
  await writeAtomically(page, pageOf(JSON.parse(await readFile(json, "utf8")) as Results));
else {
  const results = await measureEverything();
  if (values.quick || values.only !== undefined) console.log(pageOf(results));
  else {
    await writeAtomically(json, jsonOf(results));
    await writeAtomically(page, pageOf(results));
    say(`docs/performance.md is written.`);
  }
}

async function measureEverything(): Promise<Results> {
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
  const results: Results = {
    format: "espalier-performance",
    version: 1,
    date: new Date().toISOString(),
    machine: machine(),
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

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** One line for each case, so that a change of the results can be read. */
function jsonOf(results: Results): string {
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
  const lines = Object.entries(results).map(([name, value]: [string, unknown]) => {
    const works = name === "works" ? results.works : undefined;
    const text = works
      ? `[\n${works.map((work) => `    ${workJson(work, rounded)}`).join(",\n")}\n  ]`
      : JSON.stringify(value, rounded);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}

function workJson({ cases, ...rest }: WorkResult, replace: (key: string, value: unknown) => unknown): string {
  const rows = cases.map((each) => `      ${JSON.stringify(each, replace)}`).join(",\n");
  return `${JSON.stringify(rest).slice(0, -1)},"cases":[\n${rows}\n    ]}`;
}
