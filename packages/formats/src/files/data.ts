import type { DataFormat } from "./data-format.ts";
import { idx } from "./data/idx.ts";
import { npy } from "./data/npy.ts";
import { npz } from "./data/npz.ts";
import { jsonRows } from "./data/rows.ts";
import { csv, tsv } from "./data/tables.ts";

/** Every format of samples. */
export const dataFormats: readonly DataFormat[] = [npy, npz, csv, tsv, idx, jsonRows];
