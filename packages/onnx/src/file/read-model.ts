import { rangeOf } from "@espalier/files/protobuf";
import type { Field } from "@espalier/files/protobuf";
import { refuse } from "@espalier/files/bytes";
import { messagesIn } from "./messages.ts";
import type { Messages } from "./messages.ts";
import type { Graph, Model, Node, StoredTensor, ValueInfo } from "./model.ts";
import { readNode } from "./read-node.ts";
import { readTensor } from "./read-tensor.ts";
import { readValueInfo } from "./read-value-info.ts";

/** @throws FormatError naming the byte and the field */
export function readModel(bytes: Uint8Array): Model {
  const messages = messagesIn(bytes);
  const { each, int } = messages;
  let [irVersion, opset, graph] = [0, 0, undefined as Graph | undefined];
  const metadata = new Map<string, string>();
  const domains = new Map<string, number>();

  // prettier-ignore
  each({ start: 0, end: bytes.length }, "model", {
    1:  (field) => { irVersion = int(field, "ir_version"); },
    7:  (field) => {
      if (graph !== undefined) refuse(field.start, "graph", "one graph", "two");
      graph = readGraph(messages, field);
    },
    8:  (field) => {
      const { domain, version } = readOpset(messages, field);
      if (domain === "" || domain === "ai.onnx") opset = version;
      else domains.set(domain, version);
    },
    14: (field) => { metadata.set(...readEntry(messages, field)); },
    20: ({ start }) => refuse(start, "training_info", "a model to run", "one to train"),
  });
  if (graph === undefined) return refuse(bytes.length, "graph", "a graph", "none");
  return { irVersion, opset, domains, metadata, graph };
}

function readOpset(messages: Messages, field: Field): { readonly domain: string; readonly version: number } {
  const { each, int, text } = messages;
  let [domain, version] = ["", 0];
  each(rangeOf(field, "opset_import"), "opset_import", {
    1: (inner) => void (domain = text(inner, "opset_import.domain")),
    2: (inner) => void (version = int(inner, "opset_import.version")),
  });
  return { domain, version };
}

function readEntry(messages: Messages, field: Field): [string, string] {
  const { each, text } = messages;
  const entry: [string, string] = ["", ""];
  each(rangeOf(field, "metadata_props"), "metadata_props", {
    1: (inner) => void (entry[0] = text(inner, "metadata_props.key")),
    2: (inner) => void (entry[1] = text(inner, "metadata_props.value")),
  });
  return entry;
}

/** GraphProto */
function readGraph(messages: Messages, field: Field): Graph {
  const { each, text, push } = messages;
  let name = "";
  const nodes: Node[] = [];
  const initializers: StoredTensor[] = [];
  const [inputs, outputs]: [ValueInfo[], ValueInfo[]] = [[], []];
  // prettier-ignore
  each(rangeOf(field, "graph"), "graph", {
    1:  (inner) => push(nodes, readNode(messages, inner, `node ${nodes.length}`), inner.start, "graph.node"),
    2:  (inner) => { name = text(inner, "graph.name"); },
    5:  (inner) => push(initializers, readTensor(messages, inner, `initializer ${initializers.length}`), inner.start, "graph.initializer"),
    11: (inner) => push(inputs, readValueInfo(messages, inner, `input ${inputs.length}`), inner.start, "graph.input"),
    12: (inner) => push(outputs, readValueInfo(messages, inner, `output ${outputs.length}`), inner.start, "graph.output"),
    15: ({ start }) => refuse(start, "sparse_initializer", "dense tensors", "a sparse one"),
  });
  const byName = new Map(initializers.map((tensor) => [tensor.name, tensor]));
  if (byName.size < initializers.length)
    refuse(field.start, "graph.initializer", "each name once", "one twice");
  return { at: field.start, name, nodes, initializers: byName, inputs, outputs };
}
