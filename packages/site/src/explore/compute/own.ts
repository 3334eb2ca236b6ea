import { sizesOf } from "@espalier/prune";
import { takeRows } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { inPrecisionOf, read, wordsOf } from "../../../../../examples/browser/src/files.ts";
import type { Content, Dropped } from "../../../../../examples/browser/src/files.ts";
import { handOut } from "../../../../../examples/browser/src/hand-out.ts";
import type { HandedOut } from "../../../../../examples/browser/src/hand-out.ts";
import type { WeightsOutcome } from "../../../../../examples/browser/src/outcome.ts";
import { pruneWeights } from "../../../../../examples/browser/src/prune-weights.ts";

export interface OwnOptions {
  readonly files: readonly File[];
  /** The largest relative change of the outputs, or the fraction of the weights to remove. */
  readonly goal: { readonly budget: number } | { readonly ratio: number };
  /** What compensates for the removed weights. */
  readonly compensation: "bias" | "row" | "network";
  readonly isCompacted: boolean;
  /** Between the layers of a file that does not say. */
  readonly activation: string;
}

/** What the page says of a pruned file. */
export interface Own extends HandedOut {
  readonly removed: number;
  readonly weights: number;
  readonly relative: number;
  readonly sizes: string;
  readonly layers: readonly {
    readonly name: string;
    readonly weights: number;
    readonly kept: number;
    readonly measured: number;
  }[];
  readonly seconds: number;
  /** The weights and their importance, as SVG. */
  readonly picture: string;
}

/** What a file is: a network, or inputs. @throws InputError in the words of its reader */
export async function describe({
  file,
  activation,
}: {
  readonly file: File;
  readonly activation: string;
}): Promise<{ readonly kind: "network" | "inputs"; readonly text: string }> {
  const content = await contentOf(file, activation);
  return { kind: "network" in content ? "network" : "inputs", text: wordsOf(content) };
}

/** A file is read only here, so that its bytes are in the memory of the worker alone. */
async function contentOf(file: File, activation: string): Promise<Content> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `expected a file that fits into the memory of this page; received ${file.size.toLocaleString("en")} bytes that it cannot read: ${why}`,
      { cause: error },
    );
  }
  return read(file.name, bytes, activation);
}

let running: AbortController | undefined;

/** Stops the work of {@link own}. */
export const cancel = (): void => running?.abort(new Error("You cancelled it."));

/** The last network and the last inputs among the files. */
async function givenOf({
  files,
  activation,
}: OwnOptions): Promise<{ readonly dropped: Dropped; readonly inputs: Tensor }> {
  const contents = await Promise.all(files.map((file) => contentOf(file, activation)));
  const network = contents.findLast((each: Content) => "network" in each);
  const data = contents.findLast((each: Content) => "inputs" in each);
  if (network === undefined || !("network" in network) || data === undefined || !("inputs" in data))
    throw new Error("expected a network and inputs");
  return { dropped: network.network, inputs: inPrecisionOf(network.network.file, data.inputs) };
}

const outcomeOf = (
  { file }: Dropped,
  inputs: Tensor,
  { goal, compensation, isCompacted }: OwnOptions,
  onProgress: (fraction: number) => void,
): Promise<WeightsOutcome> =>
  pruneWeights(
    file,
    inputs,
    goal,
    { granularity: "weight", compensation, metric: "outputs", effort: "quick" },
    isCompacted,
    ({ done, total }) => onProgress(done / total),
  );

/** A trial takes one in this many rows, and is stopped after some milliseconds. */
const [ONE_IN, LEAST_ROWS, MOST_TIME] = [20, 8, 1000];

/** The seconds that {@link own} will take, from a trial on some of the rows; undefined where the trial fails. */
export async function estimate(options: OwnOptions): Promise<number | undefined> {
  cancel();
  const mine = (running = new AbortController());
  let started = performance.now();
  const passed = (): number => performance.now() - started;
  let [share, scale] = [1, 1];
  try {
    const { dropped, inputs } = await givenOf(options);
    started = performance.now(); // the reader of the format is loaded once
    const [N] = inputs.shape;
    const rows = Math.min(N, Math.max(LEAST_ROWS, Math.ceil(N / ONE_IN)));
    scale = N / rows;
    const some = takeRows(
      inputs,
      Uint32Array.from({ length: rows }, (_, n) => Math.floor(n * scale)),
    );
    await outcomeOf(dropped, some, options, (done) => {
      mine.signal.throwIfAborted();
      share = done;
      if (passed() > MOST_TIME) throw new Error("long enough");
    });
    share = 1;
  } catch {
    if (mine.signal.aborted || passed() < MOST_TIME || share === 0) return undefined;
  }
  return (passed() * scale) / share / 1000;
}

/** Prunes the last network by the last inputs among the files. */
export async function own(options: OwnOptions, onProgress: (fraction: number) => void): Promise<Own> {
  cancel();
  const { signal } = (running = new AbortController());
  const started = performance.now();
  const { dropped, inputs } = await givenOf(options);
  const outcome = await outcomeOf(dropped, inputs, options, (fraction) => {
    signal.throwIfAborted();
    onProgress(fraction);
  });
  const { file, removed, weights: all, measured: relative, layers, picture } = outcome;
  return {
    removed,
    weights: all,
    relative,
    sizes: sizesOf(file.network).join("-"),
    layers: layers.map(({ weights, kept, measured }, k) => {
      const [rows, columns] = dropped.file.network.layers[k].weight.shape;
      return { name: `${columns} → ${rows}`, weights, kept, measured };
    }),
    seconds: (performance.now() - started) / 1000,
    picture,
    ...(await handOut(dropped, file)),
  };
}
