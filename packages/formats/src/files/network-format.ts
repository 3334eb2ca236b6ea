import { ValueError } from "@espalier/tensor";
import type { NetworkFile, Precision } from "@espalier/files";
import type { OutputChoice } from "@espalier/onnx";
import type { Format } from "./choose.ts";

/** The information that a file of weights alone lacks; see `ReadSafetensorsOptions`. */
export interface Untold {
  /** One for all layers but the last, or one for each. */
  readonly activations?: string | readonly string[];
  /** The names of the layers, in the order in which they are applied. */
  readonly order?: readonly string[];
  /** What the names of the tensors of a state dict begin with, where it holds more than the network. */
  readonly prefix?: string;
  /** The names of tensors of a state dict that are not part of the network. */
  readonly skip?: readonly string[];
  /** The outputs that count, of a file with several; see `ReadOnnxOptions`. */
  readonly outputs?: readonly OutputChoice[];
  /** The files that the network's file needs beside it, by the names that `besides` told. */
  readonly besides?: Readonly<Record<string, Uint8Array>>;
}

/** A file format of networks. */
export interface NetworkFormat extends Format {
  /** The names of the files beside it that a file needs to be read; none unless the format has this. */
  readonly besides?: (bytes: Uint8Array) => readonly string[];
  /** @throws InputError naming the place */
  readonly read: (bytes: Uint8Array, untold?: Untold) => NetworkFile;
  /** The bytes of a file. */
  readonly write: (file: NetworkFile) => Uint8Array<ArrayBuffer>;
  /** The precision of the format where it has only this one, whatever the network's: a network is rounded to it before it is judged. */
  readonly precision?: Precision;
  /** How the names of results end where a network is read in this format, which is not written. */
  readonly writtenAs?: string;
  /**
   * Writes a network that came in several files as several files again: their bytes by their names, of which the first is the given one.
   * Where a format lacks this, or it returns nothing, `write` makes the one file.
   */
  readonly writeAll?: (
    file: NetworkFile,
    name: string,
  ) => ReadonlyMap<string, Uint8Array<ArrayBuffer>> | undefined;
}

/** The refusal of a format that is only read. */
export function refuseToWrite(name: string): never {
  throw new ValueError(name, "another format to write, such as onnx or safetensors", name);
}
