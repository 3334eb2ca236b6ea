import { readJson, writeJson } from "@espalier/prune/json";
import type { NetworkFile } from "@espalier/prune/json";
import type { Format } from "./choose.ts";

/** A file format of networks: to read and to write one is all that a command knows of it. */
export interface NetworkFormat extends Format {
  read(bytes: Uint8Array): NetworkFile;
  write(file: NetworkFile): Uint8Array;
}

// prettier-ignore
export const networkFormats: readonly NetworkFormat[] = [
  { name: "json", endings: [".json"], read: (bytes) => readJson(bytes), write: writeJson },
];
