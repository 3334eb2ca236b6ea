// npm run bench: measures us beside others, and writes docs/performance.json and .md.
import { ValueError } from "@espalier/tensor";
import { say } from "@espalier/pages";
import { lookAround, measure } from "./comparison.ts";
import { bundleContenders } from "./bundled.ts";
import { measureStartUp, sizes } from "./bundles.ts";
import { bundler } from "./esbuild.ts";
import { heapPerStep, stream } from "./memory.ts";
import { performancePage } from "./page.ts";
import type { Pace } from "./race.ts";
import { machineNow } from "@espalier/pages/results";
import type { Performance, WorkResult } from "./results.ts";
import { installRivals } from "./rivals.ts";
import { writeData } from "./samples.ts";
import { worksOn } from "./works/index.ts";
import { runPageProgram } from "@espalier/pages/program";

interface Options {
  readonly quick?: boolean;
  readonly only?: string;
  readonly data: string;
}

const FULL: Pace = { rounds: 11, warmUp: 0.5, sample: 0.05, allowance: 4 };
const QUICK: Pace = { rounds: 3, warmUp: 0, sample: 0.005, allowance: 0.2 };

const help = `
The first run installs the other libraries into packages/speed/rivals. PYTHON names an interpreter that has NumPy or PyTorch.
The works: limits, "products f32", "products f64", training, fine-tuning, solver, jacobian, scores, nonlinear, forward, inference, runtimes, start-up, size, memory.`;

await runPageProgram({
  page: performancePage,
  description: "Measures the packages and other libraries in turn.",
  options: (program) =>
    program
      .option(
        "--quick",
        "a few rounds of everything, in two or three minutes; prints the tables and writes nothing",
      )
      .option("--only <work>", "one work; prints its table and writes nothing")
      .option("--data <folder>", "of MNIST; without it, random images stand in", ".cache/mnist")
      .addHelpText("after", help),
  measure: measureEverything,
  isTrial: ({ quick, only }) => quick === true || only !== undefined,
});

async function measureEverything({ quick = false, only, data: folder }: Options): Promise<Performance> {
  const pace = quick ? QUICK : FULL;
  const isWanted = (name: string): boolean => only === undefined || only === name;
  const problem = installRivals();
  if (problem !== undefined) say(problem);
  const removeBundles = await bundleContenders();
  const { found, present } = await lookAround();
  const data = await writeData(folder);
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
    removeBundles();
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
