// The published benchmark of one-shot pruning: MLPNet, 784-40-20-10 without biases, whose checkpoint WoodFisher, Combinatorial Brain
// Surgeon and CHITA share. Neither the checkpoint nor MNIST is part of this repository:
//
//     npm run mlpnet -- --checkpoint mnist_25_epoch_93.97.ckpt --mnist .cache/mnist
import { readFile } from "node:fs/promises";
import { readPytorchTensors } from "@espalier/formats/pytorch";
import { evaluate, finish, nonzeroWeights, pruning } from "@espalier/prune";
import type { CompensationName, EffortName, Network, PruneOptions, Samples } from "@espalier/prune";
import { FormatError, map, seededRandom, useFastKernels, ValueError, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as v from "valibot";
import { mnist } from "@espalier/data/mnist";
import { say, table } from "@espalier/pages";
import { stringifyRows, amount, fraction, list, oneOf, text, whole } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import type { SlotPage } from "@espalier/pages/slot-page";
import { runPageProgram } from "@espalier/pages/program";

interface Options {
  readonly checkpoint?: string;
  readonly mnist: string;
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
  { name: "bias, weights untouched",   compensation: "bias"                                  },
  { name: "bias-joint, weights untouched", compensation: "bias-joint", steps: 1              },
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
  ["CBS-S, published",                 "93.91", "92.37", "88.24", "66.64"],
  ["CBS, published",                   "93.96", "93.14", "88.92", "55.45"],
  ["CHITA, from memory",               "93.97", "92.46", "88.09", "46.25"],
  ["CHITA++ with labels, from memory", "95.97", "95.55", "94.70", "90.73"],
];

const row = v.strictObject({
  method: text,
  sparsity: fraction,
  kept: whole,
  accuracy: fraction,
  passes: amount,
});
type Row = Read<typeof row>;

/** What `npm run mlpnet` has measured. */
const results = v.strictObject({
  format: oneOf("espalier-mlpnet"),
  version: oneOf(1),
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

/** A row for each method, a column for each sparsity. */
const bySparsity = (cell: (row: Row) => string, rows: readonly Row[]): string[][] =>
  methods.map(({ name }) => [
    name,
    ...sparsities.map((sparsity) => {
      const found = rows.find((each) => each.method === name && each.sparsity === sparsity);
      return found === undefined ? "–" : cell(found);
    }),
  ]);

const percent = (share: number): string => (100 * share).toFixed(2);
const head = ["sparsity", ...sparsities.map(String)];

/** docs/mlpnet.md. */
export const mlpnetPage: SlotPage<typeof results> = {
  name: "mlpnet",
  schema: results,
  toJson: ({ rows, ...rest }) => stringifyRows(rest, { rows }),
  slots: ({ dense, rows }) => ({
    dense: percent(dense),
    accuracy: [table("", head, [...bySparsity(({ accuracy }) => percent(accuracy), rows), ...published])],
    passes: [
      table(
        "",
        head,
        bySparsity(({ passes }) => passes.toFixed(0), rows),
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
      .option("--mnist <folder>", "the four files of MNIST", ".cache/mnist"),
  async measure({ checkpoint, mnist: folder }: Options) {
    if (checkpoint === undefined) throw new ValueError("--checkpoint", "a file", "none");
    await useFastKernels();
    const network = networkOf(checkpoint, readPytorchTensors(await readFile(checkpoint)));
    const data = await mnist({ folder, dtype: "f32" });
    const [train, test] = [data.train, data.test].map(standardised);
    const { accuracy: dense = 0 } = evaluate(network, test, "softmax-cross-entropy");
    const rows: Row[] = [];
    for (const method of methods)
      for (const sparsity of sparsities) {
        const measured = measure(network, train, test, method, sparsity);
        rows.push(measured);
        say(`${method.name} ${sparsity}: ${percent(measured.accuracy)} %, ${measured.kept} kept`);
      }
    return { format: "espalier-mlpnet", version: 1, dense, rows } as const;
  },
});
