// The published benchmark of one-shot pruning: MLPNet, 784-40-20-10 without biases, whose checkpoint WoodFisher, Combinatorial Brain
// Surgeon and CHITA share. Neither the checkpoint nor MNIST is part of this repository:
//
//     npm run mlpnet -- --checkpoint mnist_25_epoch_93.97.ckpt --mnist .cache/mnist
import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { readPytorchTensors } from "@espalier/formats/pytorch";
import { evaluate, finish, nonzeroWeights, pruning } from "@espalier/prune";
import type { Network, PruneOptions, Samples } from "@espalier/prune";
import { FormatError, map, seededRandom, useFastKernels, ValueError, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as v from "valibot";
import { mnist } from "@espalier/data/mnist";
import { say, table } from "@espalier/pages";
import { showCount } from "@espalier/pages/numbers";
import { stringifyRows, amount, count, fraction, list, oneOf, text, whole } from "@espalier/pages/results";
import { spreadOf } from "@espalier/pages/statistics";
import { someOf } from "../experiments/calibration-samples.ts";
import type { Read } from "@espalier/pages/results";
import type { SlotPage } from "@espalier/pages/slot-page";
import { resumed, runPageProgram } from "@espalier/pages/program";

interface Options {
  readonly checkpoint?: string;
  readonly mnist: string;
  readonly out: string;
}

/** A way to prune, with each of some numbers of images. */
interface Method {
  readonly name: string;
  readonly how: Pick<PruneOptions, "compensation" | "effort" | "objective" | "strategy" | "steps">;
  /** Draws of the images and of the solver's batches. */
  readonly draws?: number;
  readonly samples?: readonly number[];
}

const ALL = 60_000;

/** Numbers of calibration images. */
const sizes: readonly number[] = [500, 1000, 2000, 5000, 20_000, ALL];

const labels = { compensation: "network", objective: "labels" } as const;

// prettier-ignore
const methods: readonly Method[] = [
  { name: "magnitude",                        how: { compensation: "none", strategy: "magnitude" } },
  { name: "elimination, no move",             how: { compensation: "none" } },
  { name: "bias, weights untouched",          how: { compensation: "bias" } },
  { name: "bias-joint, weights untouched",    how: { compensation: "bias-joint", steps: 1 },            draws: 5 },
  { name: "row, biases free",                 how: { compensation: "row", steps: 20 },                  samples: [5000] },
  { name: "network, quick",                   how: { compensation: "network", effort: "quick" },        draws: 5 },
  { name: "network",                          how: { compensation: "network" },                         draws: 5, samples: sizes },
  { name: "network, thorough",                how: { compensation: "network", effort: "thorough" },     draws: 3 },
  { name: "network, on the labels",           how: labels,                                              draws: 5, samples: sizes },
  { name: "network, on the labels, thorough", how: { ...labels, effort: "thorough" },                   draws: 3 },
];

const sparsities: readonly number[] = [0.5, 0.9, 0.95, 0.98];

/** Test accuracies in percent from the repository of Combinatorial Brain Surgeon (analyse/exp_table.txt); CHITA's are recalled, not read. */
// prettier-ignore
const published: readonly (readonly string[])[] = [
  ["magnitude, published",             "93.93", "90.30", "83.64", "32.25"],
  ["WoodFisher, published",            "94.02", "91.69", "85.54", "38.26"],
  ["CBS-S, published",                 "93.91", "92.37", "88.24", "66.64"],
  ["CBS, published",                   "93.96", "93.14", "88.92", "55.45"],
  ["CHITA, from memory",               "93.97", "92.46", "88.09", "46.25"],
  ["CHITA++ with labels, from memory", "95.97", "95.55", "94.70", "90.73"],
];

const head = ["sparsity", ...sparsities.map(String), "passes"];

const row = v.strictObject({
  method: text,
  samples: count,
  draw: whole,
  sparsity: fraction,
  kept: whole,
  accuracy: fraction,
  passes: amount,
});
type Row = Read<typeof row>;

/** What `npm run mlpnet` has measured. */
const results = v.strictObject({
  format: oneOf("espalier-mlpnet"),
  version: oneOf(2),
  /** The accuracy of the whole network. */
  dense: fraction,
  rows: list(row),
});

/** The layers of the checkpoint: weights beside masks of ones, and no biases. */
function networkOf(path: string, tensors: ReadonlyMap<string, Tensor>): Network {
  const weights = ["fc1", "fc2", "fc3"].map((name) => {
    const weight = tensors.get(`module.${name}._layer.weight`);
    if (weight === undefined)
      throw new FormatError(path, `a tensor module.${name}._layer.weight`, [...tensors.keys()].join(", "));
    return weight;
  });
  return {
    layers: weights.map((weight, k) => ({
      weight,
      bias: zeros([weight.shape[0]], "f32"),
      activation: { kind: k < weights.length - 1 ? "relu" : "identity" },
    })),
  };
}

/** The inputs of the checkpoint are standardised pixels. */
const standardised = ({ inputs, targets }: Samples): Samples => ({
  inputs: map((x) => (x - 0.1307) / 0.3081, inputs),
  targets,
});

/** Each method at each number of images, draw and sparsity. */
const units = methods.flatMap(({ name: method, how, draws = 1, samples = [ALL] }) =>
  samples.flatMap((images) =>
    Array.from({ length: draws }, (_, draw) => draw).flatMap((draw) =>
      sparsities.map((sparsity) => ({ how, unit: { method, samples: images, draw, sparsity } })),
    ),
  ),
);

function measure(network: Network, all: Samples, test: Samples, { how, unit }: (typeof units)[number]): Row {
  const weights = nonzeroWeights(network);
  const random = seededRandom(unit.draw + 1);
  const train = unit.samples < ALL ? someOf(all, unit.samples, random) : all;
  const options: PruneOptions = {
    // The published runs keep ⌊(1 − s) N⌋ weights.
    ratio: 1 - Math.floor((1 - unit.sparsity) * weights) / weights,
    ...how,
    random,
    metric: "softmax",
    ...(how.compensation === "network" ? { frozen: ["bias"] } : {}),
    ...(how.objective === "labels" ? { targets: train.targets, loss: "softmax-cross-entropy" } : {}),
  };
  const pruned = finish(pruning(network, train.inputs, options));
  const { accuracy = 0 } = evaluate(pruned.network, test, "softmax-cross-entropy");
  const visits = "stages" in pruned ? (pruned.stages as readonly { visits: number }[]) : []; // of a solver
  const passes = visits.reduce((sum, stage) => sum + stage.visits, 0) / train.inputs.shape[0];
  const measured = { ...unit, kept: nonzeroWeights(pruned.network), accuracy, passes };
  say(JSON.stringify(measured));
  return measured;
}

const percent = (share: number): string => (100 * share).toFixed(2);

/** Accuracies in percent, with the standard deviation of several draws, and the passes, for each sparsity. */
function cellsOf(rows: readonly Row[], { name }: Method, samples: number): string[] {
  const own = rows.filter((each) => each.method === name && each.samples === samples);
  const spreads = sparsities
    .map((sparsity) => own.filter((each) => each.sparsity === sparsity))
    .filter((found) => found.length > 0)
    .map((found) => spreadOf(found.map(({ accuracy }) => accuracy)));
  const { min, max } = spreadOf(own.map(({ passes }) => Math.round(passes)));
  return [
    ...spreads.map(({ mean, sd }) => percent(mean) + (sd === undefined ? "" : `\u00a0±\u00a0${percent(sd)}`)),
    min === max ? String(min) : `${min}–${max}`,
  ];
}

/** docs/mlpnet.md. */
export const mlpnetPage: SlotPage<typeof results> = {
  name: "mlpnet",
  schema: results,
  toJson: ({ rows, ...rest }) => stringifyRows(rest, { rows }),
  slots: ({ dense, rows }) => ({
    dense: percent(dense),
    accuracy: [
      table("", head, [
        ...methods
          .filter(({ samples = [ALL] }) => samples.includes(ALL))
          .map((method) => [method.name, ...cellsOf(rows, method, ALL)]),
        ...published.map((line) => [...line, "–"]),
      ]),
    ],
    calibration: [
      table(
        "",
        ["images", "method", ...head.slice(1)],
        methods.flatMap((method) =>
          (method.samples ?? []).map((images) => [
            showCount(images),
            method.name,
            ...cellsOf(rows, method, images),
          ]),
        ),
      ),
    ],
  }),
};

await runPageProgram({
  page: mlpnetPage,
  description: "Prunes the checkpoint of the published benchmark.",
  options: (program) =>
    program
      .option("--checkpoint <file>", "mnist_25_epoch_93.97.ckpt")
      .option("--mnist <folder>", "the four files of MNIST", ".cache/mnist")
      .option("--out <file>", "the rows so far, from which a run continues", "runs/mlpnet.json"),
  async measure({ checkpoint, mnist: folder, out }: Options) {
    if (checkpoint === undefined) throw new ValueError("--checkpoint", "a file", "none");
    await useFastKernels();
    const network = networkOf(checkpoint, readPytorchTensors(await readFile(checkpoint)));
    const data = await mnist({ folder, dtype: "f32" });
    const [train, test] = [data.train, data.test].map(standardised);
    const { accuracy: dense = 0 } = evaluate(network, test, "softmax-cross-entropy");
    const rows = await resumed({
      path: out,
      row,
      units,
      isOf: ({ method, samples, draw, sparsity }, { unit }) =>
        isDeepStrictEqual({ method, samples, draw, sparsity }, unit),
      measure: (each) => measure(network, train, test, each),
    });
    return { format: "espalier-mlpnet", version: 2, dense, rows } as const;
  },
});
