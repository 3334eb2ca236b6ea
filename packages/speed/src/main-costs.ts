// npm run costs: what scoring costs against the number of weights, into docs/costs.json, .svg and .md.
import { useFastKernels } from "@espalier/tensor";
import { measureCut } from "./costs/cut.ts";
import { measure, samplesOf } from "./costs/measure.ts";
import type { Pace } from "./costs/measure.ts";
import { costsPage } from "./costs/page.ts";
import { methods, sizesOfWeights, weightCounts } from "./costs/study.ts";
import type { CostStudy, Point } from "./costs/study.ts";
import { say } from "@espalier/pages";
import { machineNow } from "@espalier/pages/results";
import { showSeconds } from "@espalier/pages/numbers";
import { runPageProgram } from "@espalier/pages/program";

interface Options {
  readonly quick?: boolean;
  readonly cut?: boolean;
}

async function cuts(): Promise<undefined> {
  for (const sizes of [
    [320, 256, 64, 10],
    [1024, 512, 512, 10],
    [2048, 2048, 2048, 1024, 10],
  ]) {
    const { weights, seconds } = measureCut(sizes, 5);
    console.log(`${sizes.join("-")}, ${weights} weights: ${showSeconds(seconds)}`);
  }
}

function study(counts: readonly number[], pace: Pace): CostStudy {
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

await runPageProgram({
  page: costsPage,
  description:
    "Measures what scoring costs, on one thread, in three minutes. For figures to keep, leave the machine alone meanwhile.",
  options: (program) =>
    program
      .option("--quick", "up to 30,000 weights, in seconds; prints the tables and writes nothing")
      .option("--cut", "the processor time of removing weights whose scores are known; writes nothing"),
  async measure({ quick, cut }: Options) {
    await useFastKernels();
    if (cut) return cuts();
    return quick
      ? study(weightCounts.slice(0, 4), { seconds: 0.05, limit: 1 })
      : study(weightCounts, { seconds: 0.3, limit: 40 });
  },
  isTrial: ({ quick }) => quick === true,
});
