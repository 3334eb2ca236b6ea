import { FormatError } from "@espalier/tensor";
import { fields, show } from "@espalier/files/json-values";

/** A layer of Keras: its class, its settings, and what it reads, where the file says so. */
export interface KerasLayer {
  readonly type: string;
  readonly at: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly name: string;
}

/** The layers from the input to the output in their order, each of which must read the one before it. */
export function chainOf(model: unknown): {
  readonly layers: readonly KerasLayer[];
  readonly notes: readonly string[];
} {
  const { class_name: kind, config } = fields("model", model);
  if (!/^(Sequential|Functional|Model)$/.test(textIn(kind)))
    throw new FormatError("model.class_name", "Sequential or Functional", show(kind));
  const list: unknown = Array.isArray(config) ? config : fields("model.config", config)["layers"];
  if (!Array.isArray(list)) throw new FormatError("model.config.layers", "a list of layers", show(list));
  const layers = list.map((each, k): KerasLayer & { readonly reads: readonly string[] | undefined } => {
    const { class_name: type, config: own, inbound_nodes: nodes } = fields(`layers[${k}]`, each);
    const settings = fields(`layers[${k}].config`, own);
    const at = `layers[${k}] (${textIn(type)})`;
    return {
      type: textIn(type),
      at,
      config: settings,
      name: textIn(settings["name"]),
      reads: kind === "Sequential" ? undefined : namesIn(nodes),
    };
  });
  const names = new Set<string>();
  for (const { at, name } of layers) {
    if (names.has(name)) throw new FormatError(at, "a name of its own", JSON.stringify(name.slice(0, 40)));
    names.add(name);
  }
  if (kind === "Sequential") return { layers, notes: [] };
  const { input_layers: inputs, output_layers: outputs } = fields("model.config", config);
  const last = outputs === undefined ? layers.length - 1 : endOf("output_layers", outputs, layers);
  const [chain, behind] = [layers.slice(0, last + 1), layers.slice(last + 1)];
  for (const [k, { at, reads = [] }] of chain.entries())
    if (k === 0 ? reads.length > 0 : reads.length !== 1 || reads[0] !== layers[k - 1].name)
      throw new FormatError(
        at,
        k === 0 ? "no input, as the first layer" : `one input, the layer before it (${layers[k - 1].name})`,
        reads.join(", ") || "none",
      );
  if (outputs === undefined) throw new FormatError("model.config.output_layers", "one output", "undefined");
  if (endOf("input_layers", inputs, layers) !== 0)
    throw new FormatError(
      "model.config.input_layers",
      `the first layer (${layers[0].name})`,
      namesIn(inputs).join(", "),
    );
  const [output] = chain.slice(-1);
  const unread = behind.map(({ name }) => name).join(", ");
  return {
    layers: chain,
    notes:
      unread === ""
        ? []
        : [`the output is ${output.name}; layers it does not depend on are left out: ${unread}`],
  };
}

/** Where the one layer is that a model's `input_layers` or `output_layers` names, in the forms that `inbound_nodes` has. */
function endOf(key: string, json: unknown, layers: readonly KerasLayer[]): number {
  const at = `model.config.${key}`;
  const names = namesIn(json);
  if (names.length !== 1)
    throw new FormatError(at, "one layer, as in a chain", names.join(", ").slice(0, 200) || show(json));
  const found = layers.findIndex(({ name }) => name === names[0]);
  if (found < 0) throw new FormatError(at, "the name of a layer", JSON.stringify(names[0].slice(0, 40)));
  return found;
}

const textIn = (json: unknown): string => (typeof json === "string" ? json : "");

/** The names of the layers that a layer reads, in the forms of Keras 2, `[["dense", 0, 0, {}]]`, and of Keras 3, `keras_history`. */
function namesIn(nodes: unknown): string[] {
  const names: string[] = [];
  const waiting: unknown[] = [nodes];
  for (let value = waiting.pop(); value !== undefined && names.length < 100; value = waiting.pop()) {
    if (Array.isArray(value) && typeof value[0] === "string") names.push(value[0]);
    else if (Array.isArray(value)) for (const item of value) waiting.push(item ?? []);
    else if (typeof value === "object" && value !== null)
      for (const item of Object.values(value)) waiting.push(item ?? []);
  }
  return names.toReversed(); // the last one pushed came out first
}
