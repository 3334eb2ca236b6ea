import { intsOf, rangeOf } from "@espalier/files/protobuf";
import type { Field, Range } from "@espalier/files/protobuf";
import { refuse } from "@espalier/files/bytes";
import type { Messages } from "./messages.ts";
import type { External, StoredTensor } from "./model.ts";

/** TensorProto */
export function readTensor(messages: Messages, field: Field, what: string): StoredTensor {
  const { bytes, each, int, text, push } = messages;
  let [name, type, location] = ["", 0, 0];
  let raw: Range | undefined;
  const dims: number[] = [];
  const typed: Field[] = [];
  const entries: Entry[] = [];
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
    13: (inner) => { push(entries, readEntry(messages, inner, `${what}, external_data`), inner.start, what); },
    14: (inner) => { location = int(inner, `${what}, data_location`); },
  });
  if (dims.length > 16 || dims.some((size) => size < 0))
    refuse(field.start, `${what}, dims`, "at most 16 whole numbers ≥ 0", `[${dims.slice(0, 17).join(", ")}]`);
  const place = `${what} ${JSON.stringify(name.slice(0, 60))}`;
  if (location !== 0 && location !== 1)
    refuse(field.start, `${place}, data_location`, "0 or 1", `${location}`);
  if (location === 1 && raw !== undefined)
    refuse(field.start, place, "its numbers here or in another file", "both");
  return {
    at: field.start,
    end: field.end,
    name,
    dims,
    type,
    typed,
    ...(raw === undefined ? {} : { raw }),
    ...(location === 0 ? {} : { external: externalOf(entries, field.start, place) }),
  };
}

type Entry = readonly [key: string, value: string];

/** StringStringEntryProto */
function readEntry({ each, text }: Messages, field: Field, what: string): Entry {
  let [key, value] = ["", ""];
  // prettier-ignore
  each(rangeOf(field, what), what, {
    1: (inner) => { key = text(inner, what); },
    2: (inner) => { value = text(inner, what); },
  });
  return [key, value];
}

function externalOf(entries: readonly Entry[], at: number, what: string): External {
  const found = new Map(entries);
  const location = found.get("location") ?? refuse(at, `${what}, external_data`, "a location", "none");
  const whole = (key: string): number | undefined => {
    const text = found.get(key);
    if (text !== undefined && !/^[0-9]{1,15}$/.test(text))
      refuse(at, `${what}, external_data, ${key}`, "a whole number", JSON.stringify(text.slice(0, 40)));
    return text === undefined ? undefined : Number(text);
  };
  const [offset, length] = [whole("offset") ?? 0, whole("length")];
  return { location, offset, ...(length === undefined ? {} : { length }) };
}
