// The published benchmark of one-shot pruning: MLPNet, 784-40-20-10 without biases, whose checkpoint WoodFisher, Combinatorial Brain
// Surgeon and CHITA share. Neither the checkpoint nor MNIST is part of this repository:
//
//     npm run mlpnet -- --checkpoint mnist_25_epoch_93.97.ckpt --mnist .cache/mnist
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readPytorchTensors } from "@espalier/formats/pytorch";
import { evaluate, finish, nonzeroWeights, pruning } from "@espalier/prune";
import type { CompensationName, EffortName, Network, PruneOptions, Samples } from "@espalier/prune";
import { FormatError, map, seededRandom, useFastKernels, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { Command } from "commander";
import { mnist } from "@espalier/data/mnist";
import { stringifyRows } from "../files/rows.ts";
import { writeAtomically } from "espalier/files";
import { table, text } from "../report/document.ts";
import type { Document } from "../report/document.ts";
import { toMarkdown } from "../report/markdown.ts";
import { runProgram, stopOnInterrupt } from "../terminal/program.ts";

interface Options {
  readonly checkpoint: string;
  readonly mnist: string;
  readonly out: string;
}

/** A row of the table. */
interface Method {
  readonly name: string;
  readonly compensation: CompensationName;
  readonly effort?: EffortName;
  readonly objective?: "labels";
  readonly strategy?: string;
  readonly steps?: number;
}

// prettier-ignore
const methods: readonly Method[] = [
  { name: "magnitude",                 compensation: "none", strategy: "magnitude"           },
  { name: "elimination, no move",      compensation: "none"                                  },
  { name: "network, quick",            compensation: "network", effort: "quick"              },
  { name: "network",                   compensation: "network"                               },
  { name: "network, thorough",         compensation: "network", effort: "thorough"           },
  { name: "network, on the labels",    compensation: "network", objective: "labels"          },
];

const sparsities: readonly number[] = [0.5, 0.9, 0.95, 0.98];

/** Test accuracies in percent from the repository of Combinatorial Brain Surgeon (analyse/exp_table.txt); CHITA's are recalled, not read. */
// prettier-ignore
const published: readonly (readonly string[])[] = [
  ["magnitude, published",             "93.93", "90.30", "83.64", "32.25"],
  ["WoodFisher, published",            "94.02", "91.69", "85.54", "38.26"],
  ["CBS, published",                   "93.96", "93.14", "88.92", "55.45"],
  ["CHITA, from memory",               "93.97", "92.46", "88.09", "46.25"],
  ["CHITA++ with labels, from memory", "95.97", "95.55", "94.70", "90.73"],
];

interface Row {
  readonly method: string;
  readonly sparsity: number;
  readonly kept: number;
  readonly accuracy: number;
  readonly passes: number;
}

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

function measure(network: Network, train: Samples, test: Samples, method: Method, sparsity: number): Row {
  const { name, ...options } = method;
  const weights = nonzeroWeights(network);
  // The published runs keep ⌊(1 − s) N⌋ weights.
  const ratio = 1 - Math.floor((1 - sparsity) * weights) / weights;
  const solves = options.compensation === "network";
  const all: PruneOptions = {
    ratio,
    ...options,
    metric: "softmax",
    random: seededRandom(1),
    ...(solves ? { frozen: ["bias"] } : {}),
    ...(options.objective === "labels" ? { targets: train.targets, loss: "softmax-cross-entropy" } : {}),
  };
  const pruned = finish(pruning(network, train.inputs, all));
  const { accuracy = 0 } = evaluate(pruned.network, test, "softmax-cross-entropy");
  const visits = "stages" in pruned ? (pruned.stages as readonly { visits: number }[]) : []; // of a solver
  return {
    method: name,
    sparsity,
    kept: nonzeroWeights(pruned.network),
    accuracy,
    passes: visits.reduce((sum, stage) => sum + stage.visits, 0) / train.inputs.shape[0],
  };
}

const pageOf = (dense: number, rows: readonly Row[]): Document => ({
  title: "MLPNet, the published benchmark",
  lead: [
    "`npm run mlpnet` measures this page with the checkpoint that WoodFisher, Combinatorial Brain Surgeon and CHITA share: 784-40-20-10, ReLU, no biases, 32,360 weights. Biases stay 0, and nothing is trained afterwards.",
  ],
  sections: [
    {
      title: "Test accuracy right after pruning",
      blocks: [
        table(
          `In percent; the dense network has ${(100 * dense).toFixed(2)}. One seed, 60,000 training images; only the row on the labels sees labels.`,
          ["sparsity", ...sparsities.map(String)],
          [
            ...methods.map(({ name }) => [name, ...sparsities.map((each) => cellOf(rows, name, each))]),
            ...published.map((row) => [...row]),
          ],
        ),
        text(
          "The published rows are means of five runs, or one run. A row above the dense accuracy measures training on labels, as the dense network is under-trained.",
        ),
      ],
    },
    {
      title: "Passes over the samples",
      blocks: [
        table(
          "Gradients, products and values of the objective, in passes over the 60,000 images.",
          ["sparsity", ...sparsities.map(String)],
          methods.map(({ name }) => [
            name,
            ...sparsities.map((each) => (find(rows, name, each)?.passes ?? NaN).toFixed(0)),
          ]),
        ),
      ],
    },
  ],
});

const find = (rows: readonly Row[], name: string, sparsity: number): Row | undefined =>
  rows.find((row) => row.method === name && row.sparsity === sparsity);

const cellOf = (rows: readonly Row[], name: string, sparsity: number): string =>
  (100 * (find(rows, name, sparsity)?.accuracy ?? NaN)).toFixed(2);

const signal = stopOnInterrupt();
const program = new Command("mlpnet")
  .description("Prunes the checkpoint of the published benchmark, and writes mlpnet.json and mlpnet.md.")
  .requiredOption("--checkpoint <file>", "mnist_25_epoch_93.97.ckpt")
  .option("--mnist <folder>", "the four files of MNIST", join(".cache", "mnist"))
  .option("--out <folder>", "where the page goes", "docs")
  .action(async ({ checkpoint, mnist: folder, out }: Options) => {
    await useFastKernels();
    const network = networkOf(checkpoint, readPytorchTensors(await readFile(checkpoint)));
    const data = await mnist({ folder, dtype: "f32" });
    const [train, test] = [data.train, data.test].map(standardised);
    const { accuracy: dense = 0 } = evaluate(network, test, "softmax-cross-entropy");
    const rows: Row[] = [];
    for (const method of methods)
      for (const sparsity of sparsities) {
        signal.throwIfAborted();
        const row = measure(network, train, test, method, sparsity);
        rows.push(row);
        process.stderr.write(
          `${row.method} ${sparsity}: ${(100 * row.accuracy).toFixed(2)} %, ${row.kept} kept\n`,
        );
      }
    const head = { format: "espalier-mlpnet", version: 1, dense };
    await writeAtomically(join(out, "mlpnet.json"), stringifyRows(head, { rows }));
    await writeAtomically(join(out, "mlpnet.md"), toMarkdown(pageOf(dense, rows)));
  });
await runProgram(program, signal);
