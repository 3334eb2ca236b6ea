import { table } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import { showBytes, showCount, showSeconds } from "@espalier/pages/numbers";
import { amount, count, list, oneOf, text, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import type { SlotPage } from "@espalier/pages/slot-page";
import * as v from "valibot";
import { simulate } from "./simulate.ts";
import type { Costs } from "./simulate.ts";

const faults = v.strictObject({
  seed: whole,
  runs: count,
  wrong: whole,
  workers: count,
  /** How many of the runs compensated by the whole network. */
  solved: v.optional(count),
  results: count,
  secondsPerRun: amount,
  faults: v.record(text, count),
});

const schema = v.strictObject({
  format: oneOf("espalier-many-machines"),
  version: oneOf(1),
  file: v.strictObject({ samples: count, bytes: count, seconds: amount }),
  large: list(
    v.strictObject({
      sizes: list(count),
      weights: count,
      samples: count,
      seconds: amount,
      bytes: count,
      merge: amount,
      cut: amount,
      peak: count,
      formula: count,
    }),
  ),
  perJob: amount,
  scaling: v.optional(list(v.strictObject({ samples: count, workers: whole, seconds: amount }))),
  faults: v.optional(faults),
});
type Results = Read<typeof schema>;

const WORKERS = [1, 2, 10, 100, 1000] as const;
const FAN_INS = [2, 8, 64] as const;
/** Bytes per second of a link of 1 Gbit/s. */
const LINK = 125e6;

/** What is simulated: all samples of a network, from what was measured of it. */
function cases(results: Results): { readonly name: string; readonly maps: number; readonly costs: Costs }[] {
  const { file, large, perJob } = results;
  const small = {
    name: "10⁷ samples of 784-32-32-10",
    maps: Math.ceil(1e7 / 65_536),
    costs: {
      map: (file.seconds / file.samples) * 65_536 + (784 * 65_536) / LINK,
      mergePart: 0.005,
      transfer: (16 * 26_432) / LINK,
      perJob,
    },
  };
  return [
    small,
    ...large.map(({ sizes, weights, samples, seconds, bytes, merge }) => {
      const span = Math.min(65_536, 2 ** 36 / 2 ** Math.ceil(Math.log2(weights)));
      return {
        name: `2²⁰ samples of ${sizes.join("-")}`,
        maps: 2 ** 20 / span,
        costs: {
          map: (seconds / samples) * span + (4 * sizes[0] * span) / LINK,
          mergePart: merge / 2,
          transfer: bytes / LINK,
          perJob,
        },
      };
    }),
  ];
}

const simulated = (results: Results): Table[] =>
  cases(results).map(({ name, maps, costs }) =>
    table(
      `**${name}**: ${showCount(maps)} maps of ${showSeconds(costs.map)}`,
      ["workers", ...FAN_INS.map((fanIn) => `${fanIn} files a merge`)],
      WORKERS.map((workers) => [
        showCount(workers),
        ...FAN_INS.map((fanIn) => showSeconds(simulate({ maps, fanIn, workers }, costs))),
      ]),
    ),
  );

const measured = ({ large }: Results): Table =>
  table(
    "",
    [
      "network",
      "weights",
      "statistics, a sample",
      "merge of two files",
      "a file",
      "score and cut",
      "most memory",
      "formula",
    ],
    large.map(({ sizes, weights, samples, seconds, merge, bytes, cut, peak, formula }) => [
      sizes.join("-"),
      showCount(weights),
      showSeconds(seconds / samples),
      showSeconds(merge),
      showBytes(bytes),
      showSeconds(cut),
      showBytes(peak),
      showBytes(formula),
    ]),
  );

/** What was measured, and from it the time of 10⁷ samples where they were fewer. */
function fileText({ samples, bytes, seconds }: Results["file"]): string {
  const took = `${showCount(samples)} samples (${showBytes(bytes)}) took ${showSeconds(seconds)} of the processor`;
  return samples === 1e7 ? took : `${took}, ${showSeconds((seconds / samples) * 1e7)} for 10⁷`;
}

function scalingTable({ scaling = [] }: Results): Table[] {
  if (scaling.length === 0) return [];
  const { samples, seconds: alone } = scaling[0];
  const words =
    `${showCount(samples)} images (${showBytes(784 * samples)}) by 784-32-32-10, on one machine of two cores. The times are by the clock, from the start of ` +
    "a command to its end; workers have one thread each, and wait already.";
  const rows = scaling.map(({ workers, seconds }) => [
    workers === 0
      ? "espalier statistics, then espalier prune"
      : `espalier-cluster prune, workers: ${workers}`,
    showSeconds(seconds),
    `${Math.round((100 * seconds) / alone)} %`,
  ]);
  return [table(words, ["command", "time", "of the plain commands"], rows)];
}

function faultTable(results: Results): Table[] {
  if (results.faults === undefined) return [];
  const { faults: counts, runs, wrong, solved = 0 } = results.faults;
  const ofSolver = solved === 0 ? "" : `, ${solved} of them of the solver,`;
  const rows = Object.entries(counts).map(([name, times]) => [name, showCount(times)]);
  return [
    table(
      `${runs - wrong} of ${runs} runs${ofSolver} ended with the bytes of one process:`,
      ["what happened", "times"],
      rows,
    ),
  ];
}

export const page: SlotPage<typeof schema> = {
  name: "on-many-machines",
  schema,
  toJson: (results) => `${JSON.stringify(results, undefined, 2)}\n`,
  slots: (results) => ({
    measured: [measured(results)],
    file: fileText(results.file),
    job: showSeconds(results.perJob),
    scaling: scalingTable(results),
    simulated: simulated(results),
    faults: faultTable(results),
  }),
};
