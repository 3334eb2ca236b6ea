import { prune, seededRandom, train } from "@espalier/prune";
import { rows } from "@espalier/tensor";
import type { FineTuningTask, Prepared } from "../src/tasks.ts";
import { readLabels, readNetwork, readSamples } from "./support.ts";

/** Samples that the weights are removed by. */
const SCORED = 1000;

/** Samples of an epoch, so that the order is drawn once in several steps. */
const STEPS = 8;

/** Steps of `train` on a network from which weights were removed by the method of the paper, on the digits. */
export function fineTuning({ network, inputs, labels, samples, sizes, ratio }: FineTuningTask): Prepared {
  const count = STEPS * samples;
  const [X, targets] = [readSamples(inputs, count, sizes[0]), readLabels(labels, count)];
  const whole = readNetwork(network);
  const pruned =
    ratio === 0
      ? { network: whole, masks: undefined }
      : prune(whole, rows(X, 0, Math.min(SCORED, count)), { ratio });
  const steps = train(
    pruned.network,
    { inputs: X, targets },
    {
      loss: "softmax-cross-entropy",
      epochs: 1e9,
      batch: samples,
      random: seededRandom(1),
      masks: pruned.masks,
    },
  );
  const epoch = (): void => void steps.next();
  epoch();
  return { run: epoch, share: STEPS, release: () => void steps.return(undefined as never) };
}
