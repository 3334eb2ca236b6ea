import type { Tensor } from "@espalier/tensor";
import type { LayerStatistics, Moments } from "@espalier/prune";
import { readBytes } from "../read-bytes.ts";
import type { BytesReader } from "../read-bytes.ts";
import { count, finite, notNegative } from "../read-json.ts";

/*
 * Statistics as bytes, little-endian, every double at a multiple of eight:
 *
 *     "espstats"        version u32        layers u32
 *     of each layer     I u32, J u32       samples f64
 *       weighted        Σ G f64 [i]        mean f64 [i, j]        scatter f64 [i, j]
 *       unweighted      Σ 1 f64 [1]        mean f64 [1, j]        scatter f64 [1, j]
 */
const MAGIC = "espstats";
const VERSION = 1;

/** Some statistics as bytes, for another thread, machine or day. Every number survives to the last bit. */
export function statisticsToBytes(statistics: readonly LayerStatistics[]): Uint8Array<ArrayBuffer> {
  const doubles = statistics.flatMap(numbersOf).reduce((total, { data }) => total + data.length, 0);
  const bytes = new Uint8Array(16 + 16 * statistics.length + 8 * doubles);
  const view = new DataView(bytes.buffer);
  let next = MAGIC.length;
  const writeWhole = (value: number): void => {
    view.setUint32(next, value, true);
    next += 4;
  };
  const writeDouble = (value: number): void => {
    view.setFloat64(next, value, true);
    next += 8;
  };

  bytes.set(Array.from(MAGIC, (letter) => letter.charCodeAt(0)));
  writeWhole(VERSION);
  writeWhole(statistics.length);
  for (const layer of statistics) {
    for (const size of layer.weighted.mean.shape) writeWhole(size);
    writeDouble(layer.samples);
    for (const { data } of numbersOf(layer)) for (const value of data) writeDouble(value);
  }
  return bytes;
}

const numbersOf = ({ weighted, unweighted }: LayerStatistics): Tensor[] =>
  [weighted, unweighted].flatMap(({ totalEnergy, mean, scatter }) => [totalEnergy, mean, scatter]);

/**
 * Reads what {@link statisticsToBytes} wrote.
 *
 * @throws FormatError naming byte and field: `byte 24, layers[0].samples: expected a whole number ≥ 0; received NaN`
 */
export function statisticsFromBytes(bytes: Uint8Array): LayerStatistics[] {
  const reader = readBytes("statistics", bytes);
  reader.literal("format", MAGIC);
  reader.whole("version", VERSION, VERSION);
  const layers = reader.whole("layers", 1);
  const statistics: LayerStatistics[] = [];
  for (let k = 0; k < layers; k++) {
    const at = `layers[${k}]`;
    const I = reader.whole(`${at}.I`, 1);
    const J = reader.whole(`${at}.J`, 1);
    const samples = reader.doubles(`${at}.samples`, [], count).data[0];
    const weighted = readMoments(reader, `${at}.weighted`, I, J);
    statistics.push({ samples, weighted, unweighted: readMoments(reader, `${at}.unweighted`, 1, J) });
  }
  reader.end();
  return statistics;
}

// Fields are read in the order they are written down here.
const readMoments = (reader: BytesReader, at: string, I: number, J: number): Moments => ({
  totalEnergy: reader.doubles(`${at}.totalEnergy`, [I], notNegative),
  mean: reader.doubles(`${at}.mean`, [I, J], finite),
  scatter: reader.doubles(`${at}.scatter`, [I, J], notNegative),
});
