import { refuse } from "@espalier/files/bytes";
import type { Range } from "@espalier/files/protobuf";
import type { StoredTensor } from "./model.ts";

/** The bytes of a model: its own, and those of the files beside it, by the locations that it names. */
export interface ModelBytes {
  readonly own: Uint8Array;
  readonly external: Readonly<Record<string, Uint8Array>>;
}

/** Where the numbers of a tensor are: in which bytes, and from where to where; undefined where they are in typed fields. */
export function rawOf(
  bytes: ModelBytes,
  { at, name, raw, external }: StoredTensor,
): { readonly bytes: Uint8Array; readonly range: Range } | undefined {
  if (external === undefined) return raw && { bytes: bytes.own, range: raw };
  const { location, offset } = external;
  if (!Object.hasOwn(bytes.external, location))
    return refuse(
      at,
      name,
      `the bytes of ${JSON.stringify(location)}, which holds its numbers (option externalData; the command line reads the file beside the model)`,
      "none",
    );
  const other = bytes.external[location];
  const length = external.length ?? other.length - offset;
  if (!(offset >= 0 && length >= 0 && offset + length <= other.length))
    refuse(
      at,
      name,
      `bytes ${offset} to ${offset + length} of ${JSON.stringify(location)}`,
      `${other.length} bytes`,
    );
  return { bytes: other, range: { start: offset, end: offset + length } };
}
