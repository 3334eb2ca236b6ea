import type { SpanNode } from "@espalier/network";
import { addNode } from "@espalier/network";
import { FormatError, InputError, ShapeError, ValueError } from "@espalier/tensor";
import { mergeMomentsInto } from "@espalier/scores";
import type { LayerStatistics } from "@espalier/scores";
import { mergeTied } from "@espalier/scores/internal";
import type { ByteRanges } from "@espalier/files/bytes";
import { blockBytes, blockFromBytes, blockStart, blockToBytes } from "./block.ts";
import { checkSize } from "./bytes.ts";
import { checkHeader, headerEnd, headerFromBytes, headerToBytes, PRELUDE } from "./header.ts";
import type { StatisticsHeader } from "./header.ts";

/** A file of statistics, whose numbers are read when they are asked for. */
export interface OpenStatistics {
  /** Of the file, for errors. */
  readonly name: string;
  /** What the file says of its network, samples and parts. */
  readonly header: StatisticsHeader;
  /** The statistics of a part in a layer. @throws FormatError when the file is damaged there */
  readonly layer: (part: number, k: number) => Promise<LayerStatistics>;
}

/** Opens a file of statistics. @throws FormatError naming the file, the byte and the field */
export async function openStatistics(bytes: ByteRanges): Promise<OpenStatistics> {
  const { name, size } = bytes;
  return naming(name, async () => {
    const start = headerEnd(await bytes.read(0, Math.min(PRELUDE, size)));
    const header = headerFromBytes(await bytes.read(0, Math.min(start, size)));
    checkHeader("header", header);
    checkSize(header, start, size);
    return {
      name,
      header,
      layer: (part, k) =>
        naming(name, async () => {
          const at = blockStart(header, start, k, part);
          const block = await bytes.read(at, at + blockBytes(header, k));
          return blockFromBytes(block, header, { k, part, start: at });
        }),
    };
  });
}

/** How files are merged. */
export interface MergeOptions {
  /** Whether samples may be missing between two parts. */
  readonly gaps?: boolean;
}

/** The merged file: its header, and its bytes piece by piece. */
export interface MergedStatistics {
  /** Of the merged file. */
  readonly header: StatisticsHeader;
  /** Reads the files layer by layer, and holds the parts of one layer that still wait for their other half. */
  readonly pieces: () => AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

/**
 * Merges files of statistics, in the order of their samples. Any split of the samples gives the same bytes.
 *
 * @throws ValueError naming two files, when they are of different networks, metrics or versions, have a sample in common, or
 * leave samples out between them
 */
export function mergeFiles(
  files: readonly OpenStatistics[],
  { gaps = false }: MergeOptions = {},
): MergedStatistics {
  const [first] = files;
  if (first === undefined) throw new ShapeError("mergeFiles", "at least one file", "none");
  for (const file of files.slice(1)) checkOrigin(first, file);
  const places = files
    .flatMap((file) => file.header.parts.map(({ from, to }, part) => ({ file, part, from, to })))
    .toSorted((a, b) => a.from - b.from);
  for (const [at, { file, from }] of places.slice(1).entries()) {
    const { file: before, to } = places[at];
    if (from < to)
      throw new ValueError(
        file.name,
        `samples from ${to} on, as ${before.name} ends there`,
        `samples from ${from} on`,
      );
    if (from > to && !gaps)
      throw new ValueError(
        file.name,
        `samples from ${to} on, where ${before.name} ends`,
        `a gap up to sample ${from}`,
      );
  }
  const { span } = first.header;
  const parts: SpanNode<undefined>[] = [];
  for (const { from, to } of places) addNode(span, parts, { from, to, total: undefined }, () => undefined);
  const header = { ...first.header, parts: parts.map(({ from, to }) => ({ from, to })) };
  return {
    header,
    async *pieces() {
      yield headerToBytes(header);
      for (const k of header.layers.keys()) {
        const waiting: SpanNode<LayerStatistics>[] = [];
        for (const { file, part, from, to } of places)
          addNode(span, waiting, { from, to, total: await file.layer(part, k) }, mergeLayer);
        for (const { total } of waiting) yield blockToBytes("mergeFiles", total);
      }
    },
  };
}

const mergeLayer = (a: LayerStatistics, b: LayerStatistics): LayerStatistics => ({
  samples: a.samples + b.samples,
  weighted: mergeMomentsInto(a.weighted, a.weighted, b.weighted),
  unweighted: mergeMomentsInto(a.unweighted, a.unweighted, b.unweighted),
  ...(a.tied && b.tied && { tied: mergeTied(a.tied, b.tied) }),
});

/** What two files have to agree in, in words. */
const agreements = {
  network: "the network",
  producer: "the version",
  precision: "the precision",
  metric: "the metric",
  divide: "the divisor",
  span: "spans of",
} as const;

function checkOrigin(first: OpenStatistics, { name, header }: OpenStatistics): void {
  for (const [field, what] of Object.entries(agreements) as [keyof typeof agreements, string][])
    if (header[field] !== first.header[field])
      throw new ValueError(name, `${what} ${first.header[field]}, as ${first.name}`, String(header[field]));
  const sizes = ({ layers }: StatisticsHeader): string => layers.map(([I, J]) => `[${I}, ${J}]`).join(" ");
  if (sizes(header) !== sizes(first.header))
    throw new ValueError(name, `layers ${sizes(first.header)}, as ${first.name}`, sizes(header));
  const ties = ({ ties: all = [] }: StatisticsHeader): string =>
    all.map(({ layer, uses }) => `${layer}: ${uses.join(" ")}`).join(", ") || "none";
  if (ties(header) !== ties(first.header))
    throw new ValueError(name, `ties ${ties(first.header)}, as ${first.name}`, ties(header));
}

async function naming<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof InputError) || error.who.startsWith(name)) throw error;
    throw new FormatError(`${name}: ${error.who}`, error.expected, error.received);
  }
}
