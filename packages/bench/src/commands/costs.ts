// npm run costs: what scoring costs against the number of weights, into docs/costs.json, .svg and .md.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { useFastKernels } from "@espalier/tensor";
import { measureCut } from "../costs/cut.ts";
import { costFigure } from "../costs/figure.ts";
import { measure, samplesOf } from "../costs/measure.ts";
import type { Pace } from "../costs/measure.ts";
import { pageOf } from "../costs/page.ts";
import { costStudy, methods, sizesOfWeights, weightCounts } from "../costs/study.ts";
import type { CostStudy, Point } from "../costs/study.ts";
import { inDocs, say } from "../files/docs.ts";
import { stringifyRows } from "../files/rows.ts";
import { parse } from "../files/schema.ts";
import { writeAtomically } from "espalier/files";
import { machineNow } from "../performance/results.ts";
import { renderFigure } from "../report/figures/render.ts";
import { toMarkdown } from "../report/markdown.ts";
import { showSeconds } from "../report/numbers.ts";

const USAGE = `npm run costs [-- options]

  --quick   up to 30,000 weights, in some seconds; prints the page and writes nothing
  --page    writes page and figure again, from docs/costs.json
  --cut     the processor time of removing weights whose scores are known, up to ten million weights; writes nothing
  --help

Measures on one thread. For figures to keep, leave the machine alone meanwhile; it takes some three minutes.`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean" },
    page: { type: "boolean" },
    cut: { type: "boolean" },
    help: { type: "boolean" },
  },
});

if (values.help) console.log(USAGE);
else if (values.cut) await cuts();
else if (values.page)
  await publish(parse(costStudy, await readFile(inDocs("costs.json"), "utf8"), "costs.json"));
else if (values.quick)
  console.log(toMarkdown(pageOf(await study(weightCounts.slice(0, 4), { seconds: 0.05, limit: 1 }))));
else {
  const found = await study(weightCounts, { seconds: 0.3, limit: 40 });
  const { points, ...head } = found;
  await writeAtomically(inDocs("costs.json"), stringifyRows(head, { points }));
  await publish(found);
}

async function cuts(): Promise<void> {
  await useFastKernels();
  for (const sizes of [
    [320, 256, 64, 10],
    [1024, 512, 512, 10],
    [2048, 2048, 2048, 1024, 10],
  ]) {
    const { weights, seconds } = measureCut(sizes, 5);
    console.log(`${sizes.join("-")}, ${weights} weights: ${showSeconds(seconds)}`);
  }
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
  return { ...head, date: new Date().toISOString(), machine: machineNow(), points };
}

async function publish(found: CostStudy): Promise<void> {
  await writeAtomically(inDocs("costs.svg"), await renderFigure(costFigure(found)));
  await writeAtomically(inDocs("costs.md"), toMarkdown(pageOf(found), "."));
  say("docs/costs.md is written.");
}
