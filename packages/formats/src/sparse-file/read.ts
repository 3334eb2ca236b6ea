import { allocate, FormatError, InputError, sameShape, ValueError, wrap } from "@espalier/tensor";
import type { Data, DType } from "@espalier/tensor";
import { checkActivation, numbersOf } from "@espalier/network";
import type { Activation, Graph } from "@espalier/network";
import { readBytes } from "@espalier/files/bytes";
import type { BytesReader } from "@espalier/files/bytes";
import { activationCodes, formCodes, headCodes, MAGIC, VERSIONS } from "./format.ts";
import { readParts } from "./graph.ts";
import { checkSparseGraph, listsAsUsed } from "@espalier/network/sparse";
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
  const version = reader.whole("version", VERSIONS.chain, VERSIONS.graph);
  const dtype = readPrecision(reader);
  const head = headCodes[reader.whole("head", 0, headCodes.length - 1)];
  const count = reader.whole("layers", 1);
  const graph = version === VERSIONS.chain ? undefined : readGraphOf(reader, dtype);
  const layers: SparseLayer[] = [];
  for (let k = 0; k < count; k++)
    layers.push(
      readLayer(reader, `layers[${k}]`, dtype, {
        before: graph === undefined ? layers[k - 1]?.shape[0] : undefined,
        layers: version === VERSIONS.chain ? undefined : layers,
      }),
    );
  reader.end();
  const network = { layers, ...(graph && { graph }), ...(head && { head }) };
  try {
    checkSparseGraph("graph", network);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new FormatError(error.who, error.expected, error.received);
  }
  return network;
}

const readGraphOf = (reader: BytesReader, dtype: DType): Graph | undefined =>
  readParts(reader, dtype, (name, count, own) => readNumbers(reader, name, count, own));

function readPrecision(reader: BytesReader): DType {
  const { view, error } = reader.field("bytes of a number", 4);
  const v = view.getUint32(0, true);
  if (v !== 4 && v !== 8) throw error(0, "4 or 8", `${v}`);
  return v === 4 ? "f32" : "f64";
}

/** What a layer may depend on. */
interface Earlier {
  /** How many inputs it has, if that is known. */
  readonly before: number | undefined;
  /** The layers whose weights it may have; undefined where each has its own. */
  readonly layers: readonly SparseLayer[] | undefined;
}

function readLayer(reader: BytesReader, at: string, dtype: DType, { before, layers }: Earlier): SparseLayer {
  const I = reader.whole(`${at}.I`, 1);
  const J = reader.whole(`${at}.J`, before ?? 1, before);
  const form = formCodes[reader.whole(`${at}.form`, 0, layers === undefined ? 2 : formCodes.length - 1)];
  const kind = activationCodes[reader.whole(`${at}.activation`, 0, activationCodes.length - 1)];
  const slopes = readSlopes(reader, `${at}.slopes`, kind, I);
  const bias = wrap([I], readNumbers(reader, `${at}.bias`, I, dtype));
  const slope = readNumbers(reader, `${at}.slope`, slopes, dtype);
  const activation =
    kind === "prelu" ? ({ kind, slope: wrap([slopes], slope) } as const) : readKnown(reader, at, kind);
  const numbers = (name: string, size: number, isEntry?: boolean): Data =>
    readNumbers(reader, name, size, dtype, isEntry);
  if (form === "tied" || form === "transposed") {
    const tie = readTie(reader, `${at}.tied`, form === "transposed", layers ?? []);
    const { shape, ...lists } = listsAsUsed(tie, (layers ?? [])[tie.tied]);
    if (!sameShape(shape, [I, J]))
      throw new FormatError(
        at,
        `a layer [${shape.join(", ")}], as layers[${tie.tied}] has the weight`,
        `[${I}, ${J}]`,
      );
    return { shape: [I, J], ...lists, bias, activation, ...tie };
  }
  const lists = readWeight[form](reader, at, I, J, numbers);
  return { shape: [I, J], ...lists, bias, activation };
}

/** @throws FormatError when it is not the number of an earlier layer with a weight of its own */
function readTie(
  reader: BytesReader,
  name: string,
  transposed: boolean,
  layers: readonly SparseLayer[],
): { readonly tied: number; readonly transposed?: true } {
  const { view, error } = reader.field(name, 4);
  const tied = view.getUint32(0, true);
  if (tied >= layers.length || layers[tied].tied !== undefined)
    throw error(0, "the number of an earlier layer that is not tied itself", `${tied}`);
  return transposed ? { tied, transposed } : { tied };
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
