// Trains the network of the scene with digits, and computes what takes too long on a page:
//
//     node packages/site/data/digits.ts MNIST_FOLDER
//
// Writes packages/site/public/digits: weights, statistics and test figures, but no image.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mnist } from "@espalier/data/mnist";
import {
  batchStatistics,
  cut,
  evaluate,
  finish,
  initialNetwork,
  nonzeroWeights,
  prune,
  scoreLayer,
  scoring,
  seededRandom,
  statisticsStream,
  train,
} from "@espalier/prune";
import type { Network, Samples } from "@espalier/prune";
import { astype, takeRows, useFastKernels } from "@espalier/tensor";
import { parametersOf } from "@espalier/prune";
import type { Tensor } from "@espalier/tensor";
import { calibrationInputs } from "../src/explore/compute/digits.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("expected the folder of MNIST; received none");
const out = join(import.meta.dirname, "../public/digits");
mkdirSync(out, { recursive: true });

await useFastKernels();
const data = await mnist({ folder, dtype: "f32" });
const random = seededRandom(1);
const untrained = initialNetwork({ sizes: [784, 32, 32, 10], activation: "prelu", random, dtype: "f32" });
const loss = "softmax-cross-entropy";
const network = finish(train(untrained, data.train, { loss, epochs: 15, random }));

const test: Samples = data.test;
const accuracy = (each: Network): number => evaluate(each, test, loss).accuracy ?? 0;
const floats = (tensors: readonly Tensor[]): Uint8Array => {
  const all = tensors.flatMap(({ data: numbers }) => [...numbers]);
  return new Uint8Array(Float32Array.from(all).buffer);
};

writeFileSync(join(out, "network.bin"), floats(parametersOf(network)));

// The statistics of all training images, from which the page scores the weights; f32 is enough for a rank.
async function* batches(): AsyncGenerator<Tensor> {
  const size = 5000;
  for (let at = 0; at < 60_000; at += size)
    yield takeRows(
      data.train.inputs,
      Uint32Array.from({ length: size }, (_, n) => at + n),
    );
}
const statistics = await statisticsStream(network, batches());
writeFileSync(
  join(out, "statistics.bin"),
  floats(
    statistics.flatMap(({ weighted, unweighted }) => [
      weighted.totalEnergy,
      weighted.mean,
      weighted.scatter,
      unweighted.mean,
    ]),
  ),
);

// Test accuracy, and the networks whose compensation takes minutes.
const ratios = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98];
const figures: Record<string, number[]> = {};
for (const strategy of ["elimination-compensation", "magnitude"]) {
  const scores = finish(scoring(network, data.train.inputs, { strategy }));
  figures[strategy] = ratios.map((ratio) => accuracy(cut(network, scores, ratio).network));
  console.log(strategy, figures[strategy]);
}
// The proposed method by other inputs than those of the task.
for (const calibration of ["strokes", "noise"] as const) {
  const others = batchStatistics(network, calibrationInputs(calibration));
  const scores = network.layers.map(({ weight }, k) => scoreLayer(weight, others[k]));
  figures[calibration] = ratios.map((ratio) => accuracy(cut(network, scores, ratio).network));
  console.log(calibration, figures[calibration]);
}
const whole = [0.9, 0.95, 0.98];
figures["network"] = [];
for (const ratio of whole) {
  const { network: pruned } = prune(network, data.train.inputs, {
    ratio,
    compensation: "network",
    random: seededRandom(1),
  });
  figures["network"].push(accuracy(pruned));
  // The positions of the kept weights as 16-bit distances, their values and all other parameters as f32.
  const kept: number[] = [];
  const gaps: number[] = [];
  let gap = 0;
  for (const { weight } of pruned.layers)
    for (const w of weight.data)
      if (w === 0) gap++;
      else {
        gaps.push(gap);
        kept.push(w);
        gap = 0;
      }
  const others = parametersOf(pruned).filter(({ shape }) => shape.length === 1);
  const rest = floats(others);
  const values = Float32Array.from(kept);
  const bytes = new Uint8Array(4 + values.byteLength + rest.byteLength + 2 * gaps.length);
  new DataView(bytes.buffer).setUint32(0, kept.length, true);
  bytes.set(new Uint8Array(values.buffer), 4);
  bytes.set(rest, 4 + values.byteLength);
  bytes.set(new Uint8Array(Uint16Array.from(gaps).buffer), 4 + values.byteLength + rest.byteLength);
  writeFileSync(join(out, `network-${ratio}.bin`), bytes);
  console.log("network", ratio, nonzeroWeights(pruned), figures["network"].at(-1));
}
writeFileSync(
  join(import.meta.dirname, "../src/explore/models/digits.json"),
  `${JSON.stringify({ dense: accuracy(network), tested: astype(test.targets, "f64").shape[0], ratios, whole, ...figures }, null, 2)}\n`,
);
