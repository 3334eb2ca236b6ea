import { rangeOf } from "@espalier/files/protobuf";
import type { Field } from "@espalier/files/protobuf";
import type { Messages } from "./messages.ts";
import type { ValueInfo } from "./model.ts";

/** ValueInfoProto, of a tensor */
export function readValueInfo(messages: Messages, field: Field, what: string): ValueInfo {
  const { each, int, text, push } = messages;
  let [name, type] = ["", 0];
  let shape: (number | string)[] | undefined;
  // prettier-ignore
  each(rangeOf(field, what), what, {
    1: (inner) => { name = text(inner, `${what}, name`); },
    2: (inner) => each(rangeOf(inner, `${what}, type`), `${what}, type`, {
      1: (tensor) => each(rangeOf(tensor, `${what}, tensor_type`), `${what}, tensor_type`, {
        1: (element) => { type = int(element, `${what}, elem_type`); },
        2: (axes) => {
          shape = [];
          const found = shape;
          each(rangeOf(axes, `${what}, shape`), `${what}, shape`, {
            1: (axis) => push(found, readAxis(messages, axis, `${what}, dim`), axis.start, what),
          });
        },
      }),
    }),
  });
  return { at: field.start, end: field.end, name, type, ...(shape === undefined ? {} : { shape }) };
}

function readAxis(messages: Messages, field: Field, what: string): number | string {
  const { each, int, text } = messages;
  let axis: number | string = "";
  // prettier-ignore
  each(rangeOf(field, what), what, {
    1: (inner) => { axis = int(inner, what); },
    2: (inner) => { axis = text(inner, what); },
  });
  return axis;
}
