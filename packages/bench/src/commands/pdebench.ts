// npm run pdebench: how far the numbers of PDEBench are from the solution of the equation, into docs/pdebench.json and .md.
import {
  equationOf1024,
  initialValue,
  solveFrom,
  solveSamples,
  stored,
} from "@espalier/data/diffusion-sorption";
import { readPdebench, rk45, SCIPY_TOLERANCE } from "@espalier/data/pdebench";
import * as v from "valibot";
import { say, table } from "@espalier/pages";
import { amount, list, oneOf, stringifyRows, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import type { SlotPage } from "@espalier/pages/slot-page";
import { whole as wholeOption } from "../terminal/values.ts";
import { runPageProgram } from "@espalier/pages/program";

interface Options {
  readonly samples: string;
  readonly data?: string;
}

/** One sample, solved by the integrator of PDEBench, beside our solution. */
const row = v.strictObject({
  sample: whole,
  u0: amount,
  /** Steps taken, and steps whose error was too large. */
  accepted: whole,
  rejected: whole,
  /** Mean square differences at the last time, and over all times. */
  atEnd: amount,
  overall: amount,
  /** The largest difference. */
  largest: amount,
});
type Row = Read<typeof row>;

/** What `npm run pdebench` has measured. */
const results = v.strictObject({
  format: oneOf("espalier-pdebench"),
  version: oneOf(1),
  tolerance: v.strictObject({ relative: amount, absolute: amount }),
  rows: list(row),
});

const times = Array.from({ length: stored.times }, (_, k) => k * stored.timeStep);

function compare(sample: number): Row {
  const u0 = initialValue(sample);
  const start = new Float64Array(stored.cells).fill(u0);
  const { values, accepted, rejected } = rk45(equationOf1024(), { start, times });
  const accurate = solveFrom(u0).values;
  const difference = values.map((value, at) => value - accurate[at]);
  return {
    sample,
    u0,
    accepted,
    rejected,
    atEnd: meanSquare(difference.subarray(-stored.cells)),
    overall: meanSquare(difference),
    largest: difference.reduce((most, each) => Math.max(most, Math.abs(each)), 0),
  };
}

const meanSquare = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;

/** Compares a file with our solution, at what the experiment keeps of both. */
async function compareFile(path: string, samples: number): Promise<void> {
  const { u } = await readPdebench(path, samples);
  const ours = await solveSamples(samples, {});
  const size = u.data.length / samples;
  for (let sample = 0; sample < samples; sample++) {
    const difference = Float64Array.from(
      u.data.subarray(sample * size, (sample + 1) * size),
      (value, at) => value - ours.data[sample * size + at],
    );
    console.log(
      `sample ${sample}: mean square difference ${meanSquare(difference.subarray(-64)).toExponential(2)} at the end, ${meanSquare(difference).toExponential(2)} over all times`,
    );
  }
}

const small = (value: number): string => value.toExponential(2);

/** docs/pdebench.md. */
export const pdebenchPage: SlotPage<typeof results> = {
  name: "pdebench",
  schema: results,
  toJson: ({ rows, ...rest }) => stringifyRows(rest, { rows }),
  slots: ({ rows }) => ({
    first: small(rows[0].atEnd),
    errors: [
      table(
        "",
        ["sample", "u0", "steps", "repeated", "mean square at t = 500", "over all times", "largest error"],
        rows.map(({ sample, u0, accepted, rejected, atEnd, overall, largest }) => [
          String(sample),
          u0.toFixed(4),
          String(accepted),
          String(rejected),
          small(atEnd),
          small(overall),
          small(largest),
        ]),
      ),
    ],
  }),
};

await runPageProgram({
  page: pdebenchPage,
  description: "Measures how accurate the numbers of PDEBench are: those of its integrator, or of its file.",
  options: (program) =>
    program
      .option("--samples <n>", "how many, from the first on; a minute each by the integrator", "3")
      .option("--data <file>", "PDEBench's file, to be compared sample by sample; writes nothing"),
  async measure({ samples, data }: Options) {
    const count = wholeOption("--samples", samples, 1);
    if (data !== undefined) {
      await compareFile(data, count);
      return undefined;
    }
    const rows: Row[] = [];
    for (let sample = 0; sample < count; sample++) {
      rows.push(compare(sample));
      say(`sample ${sample}: mean square error ${small(rows[sample].atEnd)} at t = 500`);
    }
    return { format: "espalier-pdebench", version: 1, tolerance: SCIPY_TOLERANCE, rows } as const;
  },
});
