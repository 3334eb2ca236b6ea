import type { Data } from "@espalier/tensor";
import type { BytesReader, Field } from "@espalier/files/bytes";
import type { Form, SparseLayer } from "@espalier/network/sparse";
import { indexBytes } from "@espalier/network/sparse";

type Lists = Pick<SparseLayer, "starts" | "columns" | "values">;

/** Finite numbers; `isEntry` refuses +0, which a list leaves out. */
type ReadNumbers = (name: string, count: number, isEntry?: boolean) => Data;

/** The weight of a layer, by its form. A field is there before memory is taken for it, so that no size is believed. */
export const readWeight: Readonly<
  Record<Form, (reader: BytesReader, at: string, I: number, J: number, numbers: ReadNumbers) => Lists>
> = {
  dense: (_, at, I, J, numbers) => {
    const all = numbers(`${at}.weight`, I * J);
    const values = all.filter((W_ij) => !Object.is(W_ij, 0));
    const [starts, columns] = [new Uint32Array(I + 1), new Uint32Array(values.length)];
    let p = 0;
    for (let i = 0; i < I; i++) {
      for (let j = 0; j < J; j++) if (!Object.is(all[i * J + j], 0)) columns[p++] = j;
      starts[i + 1] = p;
    }
    return { starts, columns, values };
  },

  csr: (reader, at, I, J, numbers) => {
    const w = indexBytes(J);
    const lengths = reader.field(`${at}.lengths`, w * I);
    const starts = new Uint32Array(I + 1);
    let entries = 0;
    for (let i = 0; i < I; i++) {
      const length = wholeAt(lengths, i, w);
      if (length > J) throw lengths.error(w * i, `at most ${J} entries in row ${i}`, `${length}`);
      starts[i + 1] = entries += length;
    }
    const field = reader.field(`${at}.columns`, w * entries);
    const columns = new Uint32Array(entries);
    for (let i = 0; i < I; i++)
      for (let p = starts[i]; p < starts[i + 1]; p++) {
        const j = (columns[p] = wholeAt(field, p, w));
        const least = p > starts[i] ? columns[p - 1] + 1 : 0;
        if (j < least || j >= J)
          throw field.error(w * p, `a column from ${least} to ${J - 1} in row ${i}`, `${j}`);
      }
    return { starts, columns, values: numbers(`${at}.entries`, entries, true) };
  },

  bitmap: (reader, at, I, J, numbers) => {
    const bits = reader.field(`${at}.bits`, Math.ceil((I * J) / 8));
    const isSet = (place: number): boolean =>
      ((bits.view.getUint8(Math.floor(place / 8)) >> (place % 8)) & 1) === 1;
    const starts = new Uint32Array(I + 1);
    for (let i = 0, entries = 0; i < I; i++) {
      for (let j = 0; j < J; j++) if (isSet(i * J + j)) entries++;
      starts[i + 1] = entries;
    }
    for (let place = I * J; place < 8 * bits.view.byteLength; place++)
      if (isSet(place)) throw bits.error(Math.floor(place / 8), `no bit beyond ${I * J}`, `bit ${place}`);
    const values = numbers(`${at}.entries`, starts[I], true);
    const columns = new Uint32Array(starts[I]);
    for (let i = 0, p = 0; i < I; i++) for (let j = 0; j < J; j++) if (isSet(i * J + j)) columns[p++] = j;
    return { starts, columns, values };
  },
};

function wholeAt({ view }: Field, at: number, bytes: 1 | 2 | 4): number {
  if (bytes === 1) return view.getUint8(at);
  return bytes === 2 ? view.getUint16(2 * at, true) : view.getUint32(4 * at, true);
}
