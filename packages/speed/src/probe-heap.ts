// What a step of `train` allocates. Needs --expose-gc, and a young generation that no collection interrupts.
import { setTimeout } from "node:timers/promises";
import { initialNetwork, seededRandom, train } from "@espalier/prune";
import { randomUniform, useFastKernels, wrap } from "@espalier/tensor";
import type { HeapPerStep } from "./results.ts";

const [BATCH, STEPS, EPOCHS] = [128, 40, 10];

await useFastKernels();
const random = seededRandom(1);
const N = BATCH * STEPS;
const inputs = randomUniform([N, 784], 0, 1, random, "f32");
const targets = wrap(
  [N],
  Float32Array.from({ length: N }, () => Math.floor(10 * random())),
);
const network = initialNetwork({ sizes: [784, 32, 32, 10], random, dtype: "f32" });
const epochs = train(
  network,
  { inputs, targets },
  { loss: "softmax-cross-entropy", epochs: 1e9, batch: BATCH, random },
);

for (let epoch = 0; epoch < 20; epoch++) epochs.next(); // compiles what there is to compile
gc?.();
await setTimeout(100); // the memory of arrays is given back by another thread
gc?.();
const before = process.memoryUsage();
for (let epoch = 0; epoch < EPOCHS; epoch++) epochs.next();
const after = process.memoryUsage();
gc?.();
await setTimeout(100);
const later = process.memoryUsage();

const steps = STEPS * EPOCHS;
const result: HeapPerStep = {
  steps,
  objects: (after.heapUsed - before.heapUsed) / steps,
  arrays: (after.arrayBuffers - before.arrayBuffers) / steps,
  kept: (later.heapUsed + later.arrayBuffers - before.heapUsed - before.arrayBuffers) / steps,
};
process.stdout.write(JSON.stringify(result));
