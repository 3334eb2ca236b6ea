import { intOf, intsOf, fieldsOf, floatOf, rangeOf, stringOf } from "../protobuf/read.ts";
import type { Field, Range } from "../protobuf/read.ts";
import { refuse } from "../refuse.ts";

// What of a model a network is read from. The numbers of the fields are those of onnx/onnx.proto3.

export interface Model {
  readonly irVersion: number;
  /** The version of the operators of the default domain. */
  readonly opset: number;
  readonly metadata: ReadonlyMap<string, string>;
  readonly graph: Graph;
}

export interface Graph {
  readonly at: number;
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, StoredTensor>;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

export interface Node {
  readonly at: number;
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
}

export interface Attribute {
  readonly at: number;
  readonly float?: number;
  readonly int?: number;
  readonly text?: string;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly tensor?: StoredTensor;
}

/** A tensor, and where its numbers are: as bytes, or in a field of their type. */
export interface StoredTensor {
  readonly at: number;
  readonly name: string;
  readonly dims: readonly number[];
  /** The code of the type: see `types` in tensor.ts. */
  readonly type: number;
  readonly raw?: Range;
  /** The fields float_data (4), int32_data (5), int64_data (7) or double_data (10). */
  readonly typed: readonly Field[];
}

export interface ValueInfo {
  readonly at: number;
  readonly name: string;
  readonly type: number;
  /** Absent where the file does not say. An axis is a number, or a name, which may be empty. */
  readonly shape?: readonly (number | string)[];
}

/** More than any chain of layers has: what is kept of a node takes more memory than its bytes. */
const MOST = 10_000;

type Handlers = Readonly<Partial<Record<number, (field: Field) => void>>>;

/** @throws FormatError naming the byte and the field */
export function readModel(bytes: Uint8Array): Model {
  let [irVersion, opset, graph] = [0, 0, undefined as Graph | undefined];
  const metadata = new Map<string, string>();

  const each = (range: Range, what: string, handlers: Handlers): void => {
    for (const field of fieldsOf(bytes, range, what)) handlers[field.number]?.(field);
  };
  const int = (field: Field, what: string): number => intOf(bytes, field, what);
  const text = (field: Field, what: string): string => stringOf(bytes, field, what);
  const push = <T>(list: T[], item: T, at: number, what: string): void => {
    if (list.push(item) > MOST) refuse(at, what, `at most ${MOST}`, "more");
  };

  // prettier-ignore
  each({ start: 0, end: bytes.length }, "model", {
    1:  (field) => { irVersion = int(field, "ir_version"); },
    7:  (field) => {
      if (graph !== undefined) refuse(field.start, "graph", "one graph", "two");
      graph = readGraph(field);
    },
    8:  (field) => { opset = readOpset(field) ?? opset; },
    14: (field) => { metadata.set(...readEntry(field)); },
    20: ({ start }) => refuse(start, "training_info", "a model to run", "one to train"),
  });
  if (graph === undefined) return refuse(bytes.length, "graph", "a graph", "none");
  return { irVersion, opset, metadata, graph };

  function readOpset(field: Field): number | undefined {
    let [domain, version] = ["", 0];
    each(rangeOf(field, "opset_import"), "opset_import", {
      1: (inner) => void (domain = text(inner, "opset_import.domain")),
      2: (inner) => void (version = int(inner, "opset_import.version")),
    });
    return domain === "" || domain === "ai.onnx" ? version : undefined;
  }

  function readEntry(field: Field): [string, string] {
    const entry: [string, string] = ["", ""];
    each(rangeOf(field, "metadata_props"), "metadata_props", {
      1: (inner) => void (entry[0] = text(inner, "metadata_props.key")),
      2: (inner) => void (entry[1] = text(inner, "metadata_props.value")),
    });
    return entry;
  }

  function readGraph(field: Field): Graph {
    let name = "";
    const nodes: Node[] = [];
    const initializers: StoredTensor[] = [];
    const [inputs, outputs]: [ValueInfo[], ValueInfo[]] = [[], []];
    // prettier-ignore
    each(rangeOf(field, "graph"), "graph", {
      1:  (inner) => push(nodes, readNode(inner, `node ${nodes.length}`), inner.start, "graph.node"),
      2:  (inner) => { name = text(inner, "graph.name"); },
      5:  (inner) => push(initializers, readTensor(inner, `initializer ${initializers.length}`), inner.start, "graph.initializer"),
      11: (inner) => push(inputs, readValueInfo(inner, `input ${inputs.length}`), inner.start, "graph.input"),
      12: (inner) => push(outputs, readValueInfo(inner, `output ${outputs.length}`), inner.start, "graph.output"),
      15: ({ start }) => refuse(start, "sparse_initializer", "dense tensors", "a sparse one"),
    });
    const byName = new Map(initializers.map((tensor) => [tensor.name, tensor]));
    if (byName.size < initializers.length)
      refuse(field.start, "graph.initializer", "each name once", "one twice");
    return { at: field.start, name, nodes, initializers: byName, inputs, outputs };
  }

  function readNode(field: Field, what: string): Node {
    let [name, operator, domain] = ["", "", ""];
    const [inputs, outputs]: [string[], string[]] = [[], []];
    const attributes = new Map<string, Attribute>();
    // prettier-ignore
    each(rangeOf(field, what), what, {
      1: (inner) => push(inputs, text(inner, `${what}, input`), inner.start, what),
      2: (inner) => push(outputs, text(inner, `${what}, output`), inner.start, what),
      3: (inner) => { name = text(inner, `${what}, name`); },
      4: (inner) => { operator = text(inner, `${what}, op_type`); },
      5: (inner) => { attributes.set(...readAttribute(inner, `${what}, attribute`)); },
      7: (inner) => { domain = text(inner, `${what}, domain`); },
    });
    if (operator === "") refuse(field.start, what, "an operator", "none");
    return { at: field.start, name, operator, domain, inputs, outputs, attributes };
  }

  function readAttribute(field: Field, what: string): [string, Attribute] {
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
      5: (inner) => { found.tensor = readTensor(inner, `${what} ${name}`); },
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

  function readTensor(field: Field, what: string): StoredTensor {
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
      refuse(
        field.start,
        `${what}, dims`,
        "at most 16 whole numbers ≥ 0",
        `[${dims.slice(0, 17).join(", ")}]`,
      );
    return { at: field.start, name, dims, type, typed, ...(raw === undefined ? {} : { raw }) };
  }

  function readValueInfo(field: Field, what: string): ValueInfo {
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
              1: (axis) => push(found, readAxis(axis, `${what}, dim`), axis.start, what),
            });
          },
        }),
      }),
    });
    return { at: field.start, name, type, ...(shape === undefined ? {} : { shape }) };
  }

  function readAxis(field: Field, what: string): number | string {
    let axis: number | string = "";
    // prettier-ignore
    each(rangeOf(field, what), what, {
      1: (inner) => { axis = int(inner, what); },
      2: (inner) => { axis = text(inner, what); },
    });
    return axis;
  }
}
