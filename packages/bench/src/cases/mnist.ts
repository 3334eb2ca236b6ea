import { mnist as readMnist } from "@espalier/data/mnist";
import { commonNotes } from "./case.ts";
import type { Case } from "./case.ts";

/** Case 1: handwritten digits. */
export const mnist: Case = {
  name: "mnist",
  loss: "softmax-cross-entropy",
  inputs: 784,
  outputs: 10,
  trainingSamples: 60_000,
  defaults: { network: [784, 32, 32, 10], noise: 0, epochs: [15, 15], ratios: [0.5, 0.8, 0.9, 0.95] },
  notes: ["Inputs are pixels/255; 60,000 images for training, 10,000 for testing.", ...commonNotes],
  load: ({ recipe: { precision }, folder }) => readMnist({ folder, dtype: precision }),
};
