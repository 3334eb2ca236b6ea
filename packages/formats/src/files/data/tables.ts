import { readCsv } from "@espalier/files/csv";
import type { DataFormat } from "../data-format.ts";

export const csv: DataFormat = {
  name: "csv",
  endings: [".csv"],
  read: (bytes, _, table) => readCsv(bytes, table).values,
};

export const tsv: DataFormat = {
  name: "tsv",
  endings: [".tsv"],
  read: (bytes, _, table) => readCsv(bytes, { separator: "\t", ...table }).values,
};
