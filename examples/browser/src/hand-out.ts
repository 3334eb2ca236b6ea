import type { NetworkFile } from "@espalier/formats";
import { formatOf, lazyNetworkFormats } from "@espalier/formats/files";
import type { Dropped } from "./files.ts";

/** A file for the visitor. */
export interface HandedOut {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The file of a pruned network, named after the one that was dropped; a format that is only read gives way to another. */
export async function handOut({ name, format }: Dropped, file: NetworkFile): Promise<HandedOut> {
  const at = name.lastIndexOf(".");
  const ending = format.writtenAs ?? name.slice(at);
  const written = ending === name.slice(at) ? format : await formatOf(ending, lazyNetworkFormats).load();
  return { name: `${name.slice(0, at)}.pruned${ending}`, bytes: written.write(file) };
}
