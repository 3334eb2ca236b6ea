import { intsOf, rangeOf } from "../protobuf/read.ts";
import type { Field, Range } from "../protobuf/read.ts";
import { refuse } from "../refuse.ts";
import type { Messages } from "./messages.ts";
import type { StoredTensor } from "./model.ts";

/** TensorProto */
export function readTensor(messages: Messages, field: Field, what: string): StoredTensor {
  const { bytes, each, int, text } = messages;
  let [name, type] = ["", 0];
  let raw: Range | undefined;
  const dims: number[] = [];
  const typed: Field[] = [];
  // prettier-ignore
  each(rangeOf(field, what), what, {
    1:  (inner) => { for (const size of intsOf(bytes, inner, `${what}, dims`)) dims.push(size); },
    2:  (inner) => { type = int(inner, `${what}, data_type`); },
    3:  ({ start }) => refuse(start, `${what}, segment`, "a tensor in one piece", "a piece"),
    4:  (inner) => { typed.push(inner); },
    5:  (inner) => { typed.push(inner); },
    7:  (inner) => { typed.push(inner); },
    8:  (inner) => { name = text(inner, `${what}, name`); },
    9:  (inner) => { raw = rangeOf(inner, `${what}, raw_data`); },
    10: (inner) => { typed.push(inner); },
    13: ({ start }) => refuse(start, `${what}, external_data`, "numbers in the file itself", "numbers in another"),
    14: (inner) => {
      if (int(inner, `${what}, data_location`) !== 0)
        refuse(inner.start, `${what}, data_location`, "numbers in the file itself", "numbers in another");
    },
  });
  if (dims.length > 16 || dims.some((size) => size < 0))
    refuse(field.start, `${what}, dims`, "at most 16 whole numbers ≥ 0", `[${dims.slice(0, 17).join(", ")}]`);
  return { at: field.start, name, dims, type, typed, ...(raw === undefined ? {} : { raw }) };
}
