import { FormatError } from "@espalier/tensor";
import type { LayerStatistics, StatisticsPart } from "@espalier/scores";
import { checkBytes } from "@espalier/files/bytes";
import { blockBytes, blockFromBytes, blockStart, blockToBytes } from "./block.ts";
import { checkHeader, headerEnd, headerFromBytes, headerToBytes } from "./header.ts";
import type { StatisticsHeader, StatisticsOrigin, TieHeader } from "./header.ts";

/** The statistics of parts of all samples, what they are of, and what computed them. */
export interface StatisticsFile extends StatisticsOrigin {
  /** The number of samples in a span; see `spanOf`. */
  readonly span: number;
  /** In the order of the samples. */
  readonly parts: readonly StatisticsPart[];
}

/**
 * Some statistics as bytes, for another process, machine or day. Every number survives to the last bit.
 *
 * @throws ValueError when a number is not finite, FormatError when the parts do not fit the header
 */
export function statisticsToBytes(file: StatisticsFile): Uint8Array<ArrayBuffer> {
  const { parts, ...origin } = file;
  const layers = (parts[0]?.total ?? []).map(({ weighted }) => {
    const [I, J] = weighted.mean.shape;
    return [I, J] as const;
  });
  const ties = tiesOf(parts[0]?.total ?? []);
  const header: StatisticsHeader = {
    ...origin,
    layers,
    ...(ties.length === 0 ? {} : { ties }),
    parts: parts.map(({ from, to }) => ({ from, to })),
  };
  checkHeader("statisticsToBytes", header);
  return joined([...piecesOf(header, (part, k) => parts[part].total[k])]);
}

/** The matrices of some statistics that several layers use. */
const tiesOf = (layers: readonly LayerStatistics[]): TieHeader[] =>
  layers.flatMap(({ tied }, layer) =>
    tied === undefined
      ? []
      : [{ layer, uses: tied.transposed ?? Array.from({ length: tied.pull.shape[2] }, () => false) }],
  );

/** A file piece by piece: its header, and a block for each part of each layer. */
export function* piecesOf(
  header: StatisticsHeader,
  layerOf: (part: number, k: number) => LayerStatistics,
): Generator<Uint8Array<ArrayBuffer>> {
  yield headerToBytes(header);
  for (const k of header.layers.keys())
    for (const part of header.parts.keys()) yield blockToBytes("statisticsToBytes", layerOf(part, k));
}

/**
 * Reads what {@link statisticsToBytes} wrote.
 *
 * @throws FormatError naming byte and field: `byte 248, layers[0].parts[0].weighted.mean: expected a finite number; received NaN`
 */
export function statisticsFromBytes(bytes: Uint8Array): StatisticsFile {
  checkBytes("statistics", bytes);
  const header = headerFromBytes(bytes);
  checkHeader("statistics", header);
  const start = headerEnd(bytes);
  checkSize(header, start, bytes.length);
  const { layers, ties: _, parts, ...origin } = header;
  return {
    ...origin,
    parts: parts.map(({ from, to }, part) => ({
      from,
      to,
      total: layers.map((__, k) => {
        const at = blockStart(header, start, k, part);
        return blockFromBytes(bytes.subarray(at, at + blockBytes(header, k)), header, { k, part, start: at });
      }),
    })),
  };
}

/** @throws FormatError when a file has more or fewer bytes than its header says */
export function checkSize(header: StatisticsHeader, start: number, size: number): void {
  const { layers, parts } = header;
  const expected = layers.reduce((sum, _, k) => sum + parts.length * blockBytes(header, k), start);
  if (size !== expected)
    throw new FormatError(`byte ${Math.min(size, expected)}, end`, `${expected} bytes`, `${size}`);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let next = 0;
  for (const piece of pieces) {
    bytes.set(piece, next);
    next += piece.length;
  }
  return bytes;
}
