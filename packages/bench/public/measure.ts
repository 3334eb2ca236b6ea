import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { withNetwork } from "@espalier/formats";
import type { NetworkFile } from "@espalier/formats";
import { readOnnx, writeOnnx } from "@espalier/formats/onnx";
import { compareOutputs, finish, inputWidth, nonzeroWeights, pruningWithin, sizesOf } from "@espalier/prune";
import type { CompensationName, Network } from "@espalier/prune";
import { compact } from "@espalier/prune/compact";
import { InputError, takeRows } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { difference, ours, samplesFor, theirs } from "../../formats/interop/run.ts";
import type { InputsOf } from "./inputs.ts";
import type { PrunedRow, Row } from "./results.ts";

/** The relative changes of the outputs that are accepted. */
export const budgets: readonly number[] = [0.001, 0.01, 0.05];

/** Samples that are compared with onnxruntime. */
const COMPARED = 64;

/** Prunes the network in a file at each budget. A file that is not read, or for which nothing is known of its inputs, gives the reason. */
export async function measureFile(
  path: string,
  inputsOf: InputsOf,
  compensation: CompensationName,
): Promise<Row> {
  const name = basename(path);
  try {
    const bytes = new Uint8Array(await readFile(path));
    const file = readOnnx(bytes);
    const { network } = file;
    const inputs = await inputsOf(path, inputWidth(network));
    if (inputs === undefined)
      return { name, refused: "no inputs are known: --range, --mnist or a file .npy" };
    const { calibration, unseen, source } = inputs;
    const read = await gap(bytes, file, unseen).catch(() => null); // an opset that onnxruntime has no operators of
    const pruned: PrunedRow[] = [];
    for (const budget of budgets) pruned.push(await pruneTo(budget));
    return {
      name,
      sizes: sizesOf(network).join("-"),
      inputs: source,
      weights: nonzeroWeights(network),
      read,
      pruned,
    };

    async function pruneTo(budget: number): Promise<PrunedRow> {
      const found = finish(pruningWithin(network, calibration, { budget, compensation }));
      const byMagnitude = finish(
        pruningWithin(network, calibration, { budget, strategy: "magnitude", compensation: "none" }),
      );
      const small = withNetwork(file, compact(found.network).network);
      return {
        budget,
        removed: removedBy(found.network),
        byMagnitude: removedBy(byMagnitude.network),
        compactWeights: nonzeroWeights(small.network),
        compactSizes: sizesOf(small.network).join("-"),
        unseen: compareOutputs(network, small.network, unseen).relative,
        runtime: await gap(writeOnnx(small), small, unseen),
      };
    }
    function removedBy(after: Network): number {
      return nonzeroWeights(network) - nonzeroWeights(after);
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { name, refused: error.message };
  }
}

/** The largest difference of our outputs from those of onnxruntime, which gets as many samples at a time as the file takes. */
async function gap(bytes: Uint8Array, file: NetworkFile, X: Tensor): Promise<number> {
  const N = Math.min(COMPARED, X.shape[0]);
  const each = Math.min(samplesFor(file, N), N);
  let most = 0;
  for (let from = 0; from + each <= N; from += each) {
    const part = takeRows(
      X,
      Array.from({ length: each }, (_, n) => from + n),
    );
    most = Math.max(most, difference(ours(file, part), await theirs(bytes, file, part)));
  }
  return most;
}
