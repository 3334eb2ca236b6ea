import type { Tensor } from "@espalier/tensor";
import type { ReadCsvOptions } from "@espalier/files/csv";
import type { Format } from "./choose.ts";

/** A file format of samples. */
export interface DataFormat extends Format {
  /**
   * @param table how a table is read
   * @param array which one of those that the file holds, where it can hold several
   * @throws InputError naming the place
   */
  readonly read: (bytes: Uint8Array, array?: string, table?: ReadCsvOptions) => Tensor;
}
