import { FormatError, sizeOf, tensor, toNested } from "@espalier/tensor";
import type { DType, Nested } from "@espalier/tensor";
import { activationKinds } from "./activation.ts";
import type { Activation, ActivationKind } from "./activation.ts";
import { checkNetwork } from "./network.ts";
import type { Layer, Network } from "./network.ts";

/** A network as JSON; every number survives to the last bit, save that JSON.stringify writes −0 as 0. */
export interface NetworkJson {
  readonly format: "espalier-network";
  readonly version: 1;
  readonly layers: readonly {
    /** W: one row of numbers a neuron. */
    readonly weight: Nested;
    /** b: one number a neuron. */
    readonly bias: Nested;
    /** The slope of a `prelu` is a number, or one a neuron. */
    readonly activation: { readonly kind: ActivationKind; readonly slope?: Nested };
  }[];
}

export const networkToJson = ({ layers }: Network): NetworkJson => ({
  format: "espalier-network",
  version: 1,
  layers: layers.map(({ weight, bias, activation }) => ({
    weight: toNested(weight),
    bias: toNested(bias),
    activation:
      activation.kind === "prelu"
        ? {
            kind: "prelu",
            slope:
              sizeOf(activation.slope.shape) === 1 ? activation.slope.data[0] : toNested(activation.slope),
          }
        : activation,
  })),
});

/**
 * Reads a network from JSON, its text or what JSON.parse makes of it.
 *
 * @throws FormatError naming the place: `layers[1].weight[3]: expected 5 numbers; received 4`
 * @throws ShapeError when the layers do not fit each other
 */
export function networkFromJson(json: unknown, dtype: DType = "f64"): Network {
  const root = typeof json === "string" ? parse(json) : json;
  const { format, version, layers } = fields("network", root);
  if (format !== "espalier-network") throw new FormatError("format", '"espalier-network"', show(format));
  if (version !== 1) throw new FormatError("version", "1", show(version));
  if (!Array.isArray(layers) || layers.length === 0)
    throw new FormatError("layers", "an array of at least one layer", show(layers));
  const network = { layers: Array.from(layers, (layer, k) => readLayer(`layers[${k}]`, layer, dtype)) };
  checkNetwork("networkFromJson", network);
  return network;
}

function readLayer(at: string, json: unknown, dtype: DType): Layer {
  const { weight, bias, activation } = fields(at, json);
  if (!Array.isArray(weight) || weight.length === 0)
    throw new FormatError(`${at}.weight`, "an array of at least one row", show(weight));
  const first: unknown = weight[0];
  if (!Array.isArray(first) || first.length === 0)
    throw new FormatError(`${at}.weight[0]`, "an array of at least one number", show(first));
  const rows = Array.from(weight, (row, i) => numbers(`${at}.weight[${i}]`, row, first.length));
  return {
    weight: tensor(rows, dtype),
    bias: tensor(numbers(`${at}.bias`, bias, rows.length), dtype),
    activation: readActivation(`${at}.activation`, activation, rows.length, dtype),
  };
}

function readActivation(at: string, json: unknown, neurons: number, dtype: DType): Activation {
  const { kind, slope } = fields(at, json);
  const known = activationKinds.find((each) => each === kind);
  if (known === undefined)
    throw new FormatError(`${at}.kind`, `one of ${activationKinds.join(", ")}`, show(kind));
  if (known !== "prelu") return { kind: known };
  const slopes = Array.isArray(slope)
    ? numbers(`${at}.slope`, slope, neurons)
    : [finite(`${at}.slope`, slope)];
  return { kind: "prelu", slope: tensor(slopes, dtype) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError("network", "JSON", error instanceof Error ? error.message : String(error));
  }
}

function fields(at: string, json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new FormatError(at, "an object", show(json));
  return json as Record<string, unknown>; // any object has string keys with unknown values
}

function numbers(at: string, json: unknown, length: number): number[] {
  if (!Array.isArray(json)) throw new FormatError(at, `${length} numbers`, show(json));
  if (json.length !== length) throw new FormatError(at, `${length} numbers`, String(json.length));
  return Array.from(json, (value, index) => finite(`${at}[${index}]`, value));
}

function finite(at: string, json: unknown): number {
  if (typeof json === "number" && Number.isFinite(json)) return json;
  throw new FormatError(at, "a finite number", show(json));
}

/** A value as an error shows it, cut short. What arrays and objects hold may be deep or circular, and is not shown. */
function show(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
