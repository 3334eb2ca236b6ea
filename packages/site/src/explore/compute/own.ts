import { sizesOf } from "@espalier/prune";
import { formatOf, networkFormats } from "@espalier/formats/files";
import { drawScores, summaryOf } from "espalier/picture";
import { inPrecisionOf, read } from "../../../../../examples/browser/src/files.ts";
import type { Content } from "../../../../../examples/browser/src/files.ts";
import { pruneFile } from "../../../../../examples/browser/src/prune.ts";

/** A file as the reader dropped it. */
export interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface OwnOptions {
  readonly files: readonly File[];
  /** The largest relative change of the outputs, or the fraction of the weights to remove. */
  readonly goal: { readonly budget: number } | { readonly ratio: number };
  /** What makes up for the removed weights. */
  readonly compensation: "bias" | "row" | "network";
  readonly isCompacted: boolean;
  /** Between the layers of a file that does not say. */
  readonly activation: string;
}

/** What the page says of a pruned file. */
export interface Own {
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
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly picture: string;
}

/** What a file is: a network, or inputs. @throws InputError in the words of its reader */
export function describe({
  file: { name, bytes },
  activation,
}: {
  readonly file: File;
  readonly activation: string;
}): {
  readonly kind: "network" | "inputs";
  readonly text: string;
} {
  const content = read(name, bytes, activation);
  return "network" in content
    ? { kind: "network", text: `${name}, ${sizesOf(content.network.file.network).join("-")}` }
    : {
        kind: "inputs",
        text: `${name}, ${content.inputs.shape[0]} rows of ${content.inputs.shape[1]} numbers`,
      };
}

let running: AbortController | undefined;

/** Stops the work of {@link own}. */
export const cancel = (): void => running?.abort(new Error("You cancelled it."));

/** Prunes the last network by the last inputs among the files. */
export async function own(
  { files, goal, compensation, isCompacted, activation }: OwnOptions,
  onProgress: (fraction: number) => void,
): Promise<Own> {
  const contents = files.map(({ name, bytes }) => read(name, bytes, activation));
  const dropped = contents.findLast((each: Content) => "network" in each);
  const data = contents.findLast((each: Content) => "inputs" in each);
  if (dropped === undefined || !("network" in dropped) || data === undefined || !("inputs" in data))
    throw new Error("expected a network and inputs");
  const { name, file, format } = dropped.network;
  running = new AbortController();
  const { signal } = running;
  const {
    file: result,
    pruned,
    assessment,
  } = await pruneFile(
    file,
    inPrecisionOf(file, data.inputs),
    goal,
    { compensation, metric: "outputs", effort: "quick" },
    isCompacted,
    ({ done, total }) => {
      signal.throwIfAborted();
      onProgress(done / total);
    },
  );
  const at = name.lastIndexOf(".");
  const ending = format.writtenAs ?? name.slice(at);
  return {
    removed: pruned.removed,
    weights: pruned.weights,
    relative: assessment.measured.relative,
    sizes: sizesOf(result.network).join("-"),
    layers: assessment.layers.map(({ weights, kept, measured }, k) => {
      const [rows, columns] = file.network.layers[k].weight.shape;
      return { name: `${columns} → ${rows}`, weights, kept, measured };
    }),
    name: `${name.slice(0, at)}.pruned${ending}`,
    bytes: formatOf(ending, networkFormats).write(result),
    picture: drawScores(file.network, summaryOf(pruned.scores), pruned.scores),
  };
}
