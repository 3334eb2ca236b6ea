import type { Network } from "@espalier/prune";
import { sizesOf } from "@espalier/prune";
import { dataFormats } from "@espalier/formats/files";
import { openRows } from "@espalier/formats/ranges";
import type { RowFormat } from "@espalier/formats/ranges";
import { rows as rowsOf, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { chooseFormat } from "../formats/choose.ts";
import type { Io } from "../io.ts";
import { checkSamples, inputsOf, readInputs } from "./data.ts";
import type { DataOptions } from "./data.ts";
import { nameOf } from "./paths.ts";
import { isAddress, openRanges } from "./ranges.ts";

/** The inputs of a network in a file, read when they are asked for. */
export interface OpenInputs {
  /** Their number. */
  readonly samples: number;
  /** Inputs from ≤ n < to, in the network's precision, batch by batch. */
  readonly batches: (from: number, to: number) => AsyncIterable<Tensor>;
}

/** About as many bytes are read at once. */
const BATCH = 2 ** 24;

/** The formats whose rows are found without reading the others. */
const byRows: ReadonlySet<string> = new Set<RowFormat>(["npy", "idx"]);

/**
 * Opens inputs. Those of an .npy or IDX file, also behind an address, are read by ranges of bytes; other files are read as a whole.
 *
 * @throws FormatError, ShapeError, ValueError naming the file, as `readInputs` does
 */
export async function openInputs(
  io: Io,
  path: string,
  network: Network,
  options: DataOptions,
): Promise<OpenInputs> {
  const address = isAddress(path);
  const { name } = chooseFormat(
    address ? new URL(path).pathname : path,
    dataFormats,
    "--data-from",
    options.dataFrom,
  );
  if (!byRows.has(name) || (path.endsWith(".gz") && !address)) {
    if (address)
      throw new ValueError(nameOf(path), "an .npy or IDX file, whose rows are read one by one", name);
    const all = await readInputs(io, path, network, options);
    const read = async function* (from: number, to: number): AsyncIterable<Tensor> {
      yield rowsOf(all, from, to);
    };
    return { samples: all.shape[0], batches: read };
  }
  const file = await openRows(await openRanges(io.folder, path), name as RowFormat); // of the set
  checkSamples(file.name, network, file.shape);
  const samples = Math.min(file.shape[0], options.first ?? Infinity);
  const [width] = sizesOf(network);
  const batch = Math.max(1, Math.floor(BATCH / (8 * width)));
  return {
    samples,
    async *batches(from, to) {
      for (let next = from; next < to; next += batch) {
        const part = await file.rows(next, Math.min(next + batch, to));
        yield inputsOf(file.name, network, part, options, next);
      }
    },
  };
}
