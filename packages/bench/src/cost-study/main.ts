// npm run costs: what scoring costs against the number of weights, into docs/costs.json, .svg and .md.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { useFastKernels } from "@espalier/tensor";
import { stringifyRows } from "../files/rows.ts";
import { writeAtomically } from "../files/write.ts";
import { machine } from "../performance/machine.ts";
import { showSeconds } from "../report/numbers.ts";
import { renderFigure } from "../report/figures/render.ts";
import { costFigure } from "./figure.ts";
import { methods } from "./fits.ts";
import { measure, samplesOf } from "./measure.ts";
import type { Pace } from "./measure.ts";
import { sizesOfWeights, weightCounts } from "./network.ts";
import { caption, pageOf } from "./page.ts";
import type { CostStudy, Point } from "./study.ts";

const USAGE = `npm run costs [-- options]

  --quick   up to 30,000 weights, in some seconds; prints the page and writes nothing
  --page    writes page and figure again, from docs/costs.json
  --help

Measures on one thread. For figures to keep, leave the machine alone meanwhile; it takes some three minutes.`;

const inDocs = (name: string): string => fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url));

const { values } = parseArgs({
  options: { quick: { type: "boolean" }, page: { type: "boolean" }, help: { type: "boolean" } },
});

if (values.help) console.log(USAGE);
else if (values.page) await publish(JSON.parse(await readFile(inDocs("costs.json"), "utf8")) as CostStudy);
else if (values.quick)
  console.log(pageOf(await study(weightCounts.slice(0, 4), { seconds: 0.05, limit: 1 })));
else {
  const found = await study(weightCounts, { seconds: 0.3, limit: 40 });
  const { points, ...head } = found;
  const text = stringifyRows(head, { points });
  await writeAtomically(inDocs("costs.json"), text);
  await publish(found);
}

async function study(counts: readonly number[], pace: Pace): Promise<CostStudy> {
  await useFastKernels();
  const points: Point[] = [];
  for (const method of methods)
    for (const [step, weights] of counts.entries()) {
      const point = measure(method, sizesOfWeights(weights), samplesOf[method](step), pace);
      say(`${method}, ${point.weights} weights: ${showSeconds(point.seconds)} for ${point.samples} samples`);
      points.push(point);
    }
  const head = { format: "espalier-cost-study", version: 1 } as const;
  return { ...head, date: new Date().toISOString(), machine: machine(), points };
}

async function publish(found: CostStudy): Promise<void> {
  const title = "What the scores of all weights cost";
  await writeAtomically(inDocs("costs.svg"), await renderFigure({ spec: costFigure(found), title, caption }));
  await writeAtomically(inDocs("costs.md"), pageOf(found));
  say("docs/costs.md is written.");
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
