import { floatOf, intsOf, rangeOf } from "@espalier/files/protobuf";
import type { Field, Range } from "@espalier/files/protobuf";
import { refuse } from "@espalier/files/bytes";
import type { Messages } from "./messages.ts";
import type { Attribute, Node } from "./model.ts";
import { readTensor } from "./read-tensor.ts";

/** NodeProto */
export function readNode(messages: Messages, field: Field, what: string): Node {
  const { each, text, push } = messages;
  let [name, operator, domain] = ["", "", ""];
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const attributes = new Map<string, Attribute>();
  const attributeRanges: Range[] = [];
  // prettier-ignore
  each(rangeOf(field, what), what, {
    1: (inner) => push(inputs, text(inner, `${what}, input`), inner.start, what),
    2: (inner) => push(outputs, text(inner, `${what}, output`), inner.start, what),
    3: (inner) => { name = text(inner, `${what}, name`); },
    4: (inner) => { operator = text(inner, `${what}, op_type`); },
    5: (inner) => {
      attributes.set(...readAttribute(messages, inner, `${what}, attribute`));
      attributeRanges.push({ start: inner.start, end: inner.end });
    },
    7: (inner) => { domain = text(inner, `${what}, domain`); },
  });
  if (operator === "") refuse(field.start, what, "an operator", "none");
  return { at: field.start, name, operator, domain, inputs, outputs, attributes, attributeRanges };
}

/** AttributeProto: its name, and what it is */
function readAttribute(messages: Messages, field: Field, what: string): [string, Attribute] {
  const { bytes, each, int, text } = messages;
  let name = "";
  const found: { -readonly [key in keyof Attribute]: Attribute[key] } = { at: field.start };
  const floats: number[] = [];
  const ints: number[] = [];
  // prettier-ignore
  each(rangeOf(field, what), what, {
    1: (inner) => { name = text(inner, `${what}, name`); },
    2: (inner) => { found.float = floatOf(bytes, inner, `${what} ${name}`); },
    3: (inner) => { found.int = int(inner, `${what} ${name}`); },
    4: (inner) => { found.text = text(inner, `${what} ${name}`); },
    5: (inner) => { found.tensor = readTensor(messages, inner, `${what} ${name}`); },
    7: (inner) => {
      if (inner.wire === 5) floats.push(floatOf(bytes, inner, what));
      else for (let at = inner.start; at + 4 <= inner.end; at += 4)
        floats.push(floatOf(bytes, { ...inner, start: at, wire: 5 }, what));
      found.floats = floats;
    },
    8: (inner) => { for (const value of intsOf(bytes, inner, what)) ints.push(value); found.ints = ints; },
  });
  if (name === "") refuse(field.start, what, "a name", "none");
  return [name, found];
}
