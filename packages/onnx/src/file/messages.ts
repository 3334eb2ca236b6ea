import { fieldsOf, intOf, stringOf } from "@espalier/files/protobuf";
import type { Field, Range } from "@espalier/files/protobuf";
import { refuse } from "@espalier/files/bytes";

/** Handlers of the fields of a message, by their numbers; other fields are skipped. */
export type Handlers = Readonly<Partial<Record<number, (field: Field) => void>>>;

/** A file, and how the messages in it are read. `what` is for errors. */
export interface Messages {
  readonly bytes: Uint8Array;
  /** Goes through the fields of a message. */
  readonly each: (range: Range, what: string, handlers: Handlers) => void;
  readonly int: (field: Field, what: string) => number;
  readonly text: (field: Field, what: string) => string;
  /** Appends to a list of bounded length. */
  readonly push: <T>(list: T[], item: T, at: number, what: string) => void;
}

/** More than any network has: a parsed node takes more memory than its bytes. */
const MOST = 10_000;

export const messagesIn = (bytes: Uint8Array): Messages => ({
  bytes,
  each(range, what, handlers) {
    for (const field of fieldsOf(bytes, range, what)) handlers[field.number]?.(field);
  },
  int: (field, what) => intOf(bytes, field, what),
  text: (field, what) => stringOf(bytes, field, what),
  push(list, item, at, what) {
    if (list.push(item) > MOST) refuse(at, what, `at most ${MOST}`, "more");
  },
});
