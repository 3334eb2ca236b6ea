import { allocate, FormatError, ValueError, wrap } from "@espalier/tensor";
import type { Data, DType } from "@espalier/tensor";
import { checkActivation, numbersOf } from "@espalier/network";
import type { Activation } from "@espalier/network";
import { readBytes } from "@espalier/files/bytes";
import type { BytesReader } from "@espalier/files/bytes";
import { activationCodes, formCodes, headCodes, MAGIC, VERSION } from "./format.ts";
import type { SparseLayer, SparseNetwork } from "@espalier/network/sparse";
import { readWeight } from "./read-weight.ts";

/**
 * Reads what `writeSparse` wrote, to the last bit.
 *
 * Memory: no more than four times the bytes, as nothing is written out that the file leaves out.
 *
 * @throws FormatError naming byte and field: `byte 24, layers[0].I: expected a whole number from 1 to 4294967295; received 0`
 */
export function readSparse(bytes: Uint8Array): SparseNetwork {
  const reader = readBytes("sparse network", bytes);
  reader.literal("format", MAGIC);
  reader.whole("version", VERSION, VERSION);
  const dtype = readPrecision(reader);
  const head = headCodes[reader.whole("head", 0, headCodes.length - 1)];
  const count = reader.whole("layers", 1);
  const layers: SparseLayer[] = [];
  for (let k = 0; k < count; k++)
    layers.push(readLayer(reader, `layers[${k}]`, dtype, layers[k - 1]?.shape[0]));
  reader.end();
  return head === undefined ? { layers } : { layers, head };
}

function readPrecision(reader: BytesReader): DType {
  const { view, error } = reader.field("bytes of a number", 4);
  const v = view.getUint32(0, true);
  if (v !== 4 && v !== 8) throw error(0, "4 or 8", `${v}`);
  return v === 4 ? "f32" : "f64";
}

/** @param before how many neurons the layer before has */
function readLayer(reader: BytesReader, at: string, dtype: DType, before?: number): SparseLayer {
  const I = reader.whole(`${at}.I`, 1);
  const J = reader.whole(`${at}.J`, before ?? 1, before);
  const form = formCodes[reader.whole(`${at}.form`, 0, formCodes.length - 1)];
  const kind = activationCodes[reader.whole(`${at}.activation`, 0, activationCodes.length - 1)];
  const slopes = readSlopes(reader, `${at}.slopes`, kind, I);
  const bias = wrap([I], readNumbers(reader, `${at}.bias`, I, dtype));
  const slope = readNumbers(reader, `${at}.slope`, slopes, dtype);
  const activation =
    kind === "prelu" ? ({ kind, slope: wrap([slopes], slope) } as const) : readKnown(reader, at, kind);
  const numbers = (name: string, size: number, isEntry?: boolean): Data =>
    readNumbers(reader, name, size, dtype, isEntry);
  const lists = readWeight[form](reader, at, I, J, numbers);
  return { shape: [I, J], ...lists, bias, activation };
}

/** An activation with its numbers. */
function readKnown(reader: BytesReader, at: string, kind: Activation["kind"]): Activation {
  const start = numbersOf(kind).map(({ name }) => {
    const { view, error } = reader.field(`${at}.${name}`, 8);
    const value = view.getFloat64(0, true);
    if (!Number.isFinite(value)) throw error(0, "a finite number", `${value}`);
    return [name, value] as const;
  });
  const activation = { kind, ...Object.fromEntries(start) } as Activation; // the numbers of its row
  try {
    checkActivation(`${at}.activation`, activation);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new FormatError(error.who, error.expected, error.received);
  }
  return activation;
}

/** How many slopes there are. */
function readSlopes(reader: BytesReader, name: string, kind: Activation["kind"], I: number): number {
  const { view, error } = reader.field(name, 4);
  const slopes = view.getUint32(0, true);
  const fits = kind === "prelu" ? slopes === 1 || slopes === I : slopes === 0;
  if (!fits) throw error(0, kind === "prelu" ? `1 or ${I}` : `0, as there are none in ${kind}`, `${slopes}`);
  return slopes;
}

/** Finite numbers, and where they are entries of a list none that is +0. */
function readNumbers(reader: BytesReader, name: string, count: number, dtype: DType, isEntry = false): Data {
  const v = dtype === "f32" ? 4 : 8;
  const { view, error } = reader.field(name, v * count);
  const data = allocate(count, dtype);
  for (let p = 0; p < count; p++) {
    data[p] = dtype === "f32" ? view.getFloat32(4 * p, true) : view.getFloat64(8 * p, true);
    if (!Number.isFinite(data[p])) throw error(v * p, "a finite number", `${data[p]}`);
    if (isEntry && Object.is(data[p], 0)) throw error(v * p, "a number other than 0", "0");
  }
  return data;
}
