import { createHash } from "node:crypto";
import type { Network, SampleRange } from "@espalier/prune";
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
import { isPacked, nameOf } from "./paths.ts";
import { isAddress, openRanges } from "./ranges.ts";

/** The inputs of a network in a file, read when they are asked for. */
export interface OpenInputs {
  /** Their number. */
  readonly samples: number;
  /** Inputs from ≤ n < to, in the network's precision, batch by batch. */
  readonly batches: (from: number, to: number) => AsyncIterable<Tensor>;
  /** Identifies the file without reading it: the ETag of an address, or the time of its last change. */
  readonly state?: string | undefined;
  /** Identifies the samples of some ranges: by the state of the file, or else by the SHA-256 of their bytes, which are read for it. */
  readonly content: (ranges: readonly SampleRange[]) => Promise<string>;
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
  const { name } = chooseFormat(address ? pathIn(path) : path, dataFormats, "--data-from", options.dataFrom);
  if (!byRows.has(name) || (isPacked(path) && !address)) {
    if (address)
      throw new ValueError(nameOf(path), "an .npy or IDX file, whose rows are read one by one", name);
    const all = await readInputs(io, path, network, options);
    const read = async function* (from: number, to: number): AsyncIterable<Tensor> {
      yield rowsOf(all, from, to);
    };
    const content = (ranges: readonly SampleRange[]): Promise<string> =>
      digestOf(new Uint8Array(), ranges, Infinity, async (from, to) => bytesIn(rowsOf(all, from, to)));
    return { samples: all.shape[0], batches: read, content };
  }
  const ranges = await openRanges(io.folder, path);
  const file = await openRows(ranges, name as RowFormat); // of the set
  checkSamples(file.name, network, file.shape);
  const samples = Math.min(file.shape[0], options.first ?? Infinity);
  const [width] = sizesOf(network);
  const batch = Math.max(1, Math.floor(BATCH / (8 * width)));
  return {
    samples,
    state: ranges.state,
    content: async (some) => ranges.state ?? digestOf(file.header, some, batch, file.bytes),
    async *batches(from, to) {
      for (let next = from; next < to; next += batch) {
        const part = await file.rows(next, Math.min(next + batch, to));
        yield inputsOf(file.name, network, part, options, next);
      }
    },
  };
}

/** @throws ValueError when an address is not valid */
function pathIn(address: string): string {
  if (!URL.canParse(address))
    throw new ValueError(address, "a valid address, such as https://host/inputs.npy", "another one");
  return new URL(address).pathname;
}

/** The SHA-256 of some bytes and of those of rows, which are read `most` at a time. */
async function digestOf(
  header: Uint8Array,
  ranges: readonly SampleRange[],
  most: number,
  read: (from: number, to: number) => Promise<Uint8Array>,
): Promise<string> {
  const hash = createHash("sha256").update(header);
  for (const { from, to } of ranges)
    for (let next = from; next < to; next += most) hash.update(await read(next, Math.min(next + most, to)));
  return hash.digest("hex");
}

const bytesIn = ({ data: { buffer, byteOffset, byteLength } }: Tensor): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
