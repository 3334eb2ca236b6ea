import { allocate, dtypeOf } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import {
  activationCodes,
  formCodes,
  headCodes,
  HEADER_BYTES,
  LAYER_BYTES,
  MAGIC,
  VERSIONS,
} from "./format.ts";
import { partsOf } from "./graph.ts";
import { numbersOf } from "@espalier/network";
import type { Form, SparseLayer, SparseNetwork } from "@espalier/network/sparse";
import { indexBytes, storageOf } from "@espalier/network/sparse";

/** Writes bytes one after another, little-endian. */
interface Writer {
  whole(value: number, bytes?: 1 | 2 | 4): void;
  numbers(data: Data): void;
}

/** A network as the bytes of an espalier sparse network, each layer in its smallest form. `readSparse` gives the same bits. */
export function writeSparse(network: SparseNetwork): Uint8Array<ArrayBuffer> {
  const storage = storageOf(network);
  const graph = isChain(network) ? undefined : partsOf(network.graph);
  const ofNumbers = (k: number): number => 8 * numbersOf(network.layers[k].activation.kind).length;
  const ofTie = (k: number): number => (network.layers[k].tied === undefined ? 0 : 4);
  const ofGraph =
    graph?.numbers.reduce((sum, { byteLength }) => sum + byteLength, 4 + graph.text.length) ?? 0;
  const size = storage.reduce(
    (sum, { bytes, form, otherBytes }, k) =>
      sum + LAYER_BYTES + otherBytes + ofNumbers(k) + bytes[form] + ofTie(k),
    HEADER_BYTES + ofGraph,
  );
  const bytes = new Uint8Array(size);
  const writer = writerOn(new DataView(bytes.buffer));
  for (const letter of MAGIC) writer.whole(letter.charCodeAt(0), 1);
  writer.whole(graph === undefined ? VERSIONS.chain : VERSIONS.graph);
  writer.whole(network.layers[0].values.BYTES_PER_ELEMENT);
  writer.whole(headCodes.indexOf(network.head));
  writer.whole(network.layers.length);
  if (graph !== undefined) {
    writer.whole(graph.text.length);
    for (const byte of graph.text) writer.whole(byte, 1);
    for (const list of graph.numbers) writer.numbers(list);
  }
  for (const [k, layer] of network.layers.entries()) writeLayer(writer, layer, storage[k].form);
  return bytes;
}

/** Whether each layer reads the one before and has a weight of its own, as version 1 says. */
const isChain = ({ layers, graph }: SparseNetwork): boolean =>
  graph === undefined && layers.every(({ tied }) => tied === undefined);

function writeLayer(writer: Writer, layer: SparseLayer, form: Form): void {
  const { shape, bias, activation, tied, transposed } = layer;
  const slopes = activation.kind === "prelu" ? activation.slope.data : new Float64Array();
  for (const size of shape) writer.whole(size);
  writer.whole(formCodes.indexOf(tied === undefined ? form : transposed === true ? "transposed" : "tied"));
  writer.whole(activationCodes.indexOf(activation.kind));
  writer.whole(slopes.length);
  writer.numbers(bias.data);
  writer.numbers(slopes);
  const values: Readonly<Record<string, unknown>> = { ...activation };
  writer.numbers(Float64Array.from(numbersOf(activation.kind), ({ name }) => Number(values[name])));
  if (tied === undefined) writeWeight[form](writer, layer);
  else writer.whole(tied);
}

const writeWeight: Readonly<Record<Form, (writer: Writer, layer: SparseLayer) => void>> = {
  dense: (writer, { shape: [I, J], starts, columns, values }) => {
    const row = allocate(J, dtypeOf({ data: values }));
    for (let i = 0; i < I; i++) {
      row.fill(0);
      for (let p = starts[i]; p < starts[i + 1]; p++) row[columns[p]] = values[p];
      writer.numbers(row);
    }
  },
  csr: (writer, { shape: [I, J], starts, columns, values }) => {
    const w = indexBytes(J);
    for (let i = 0; i < I; i++) writer.whole(starts[i + 1] - starts[i], w);
    for (const j of columns) writer.whole(j, w);
    writer.numbers(values);
  },
  bitmap: (writer, { shape: [I, J], starts, columns, values }) => {
    const bits = new Uint8Array(Math.ceil((I * J) / 8));
    for (let i = 0; i < I; i++)
      for (let p = starts[i]; p < starts[i + 1]; p++) {
        const at = i * J + columns[p];
        bits[Math.floor(at / 8)] |= 1 << (at % 8);
      }
    for (const each of bits) writer.whole(each, 1);
    writer.numbers(values);
  },
};

function writerOn(view: DataView): Writer {
  let next = 0;
  const step = (bytes: number): number => (next += bytes) - bytes;
  return {
    whole: (value, bytes = 4) => {
      if (bytes === 1) view.setUint8(step(1), value);
      else if (bytes === 2) view.setUint16(step(2), value, true);
      else view.setUint32(step(4), value, true);
    },
    numbers: (data) => {
      if (data instanceof Float32Array) for (const value of data) view.setFloat32(step(4), value, true);
      else for (const value of data) view.setFloat64(step(8), value, true);
    },
  };
}
