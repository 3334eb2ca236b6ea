import { FormatError, sizeOf, tensor, toNested } from "@espalier/tensor";
import type { DType, Nested } from "@espalier/tensor";
import { activationKinds, checkNetwork, numbersOf } from "@espalier/prune";
import type { Activation, ActivationKind, Layer, Network } from "@espalier/prune";
import { fields, finite, layersOf, matrix, numbers, show } from "../read-json.ts";

/** An activation as JSON. */
export interface ActivationJson {
  /** The name of the function. */
  readonly kind: ActivationKind;
  /** Of a `prelu`: one number, or one for each neuron. */
  readonly slope?: Nested;
  /** Of a `leaky-relu`, an `elu`, a `celu` and a `hardsigmoid`. */
  readonly alpha?: number;
  /** Of a `softplus` and a `hardsigmoid`. */
  readonly beta?: number;
  /** Of a `clip`. */
  readonly min?: number;
  /** Of a `clip`. */
  readonly max?: number;
  /** Of a `sin`. */
  readonly omega?: number;
}

/** A network as JSON; every number survives to the last bit, save that JSON.stringify writes −0 as 0. */
export interface NetworkJson {
  /** Tells this format from others. */
  readonly format: "espalier-network";
  /** The version of the format. */
  readonly version: 1;
  /** The layers in order. */
  readonly layers: readonly {
    /** W: one row of numbers a neuron. */
    readonly weight: Nested;
    /** b: one number a neuron. */
    readonly bias: Nested;
    /** σ */
    readonly activation: ActivationJson;
  }[];
}

/** A network as a value that JSON.stringify can write. */
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
  const network = {
    layers: layersOf("network", json).map((layer, k) => readLayer(`layers[${k}]`, layer, dtype)),
  };
  checkNetwork("networkFromJson", network);
  return network;
}

function readLayer(at: string, json: unknown, dtype: DType): Layer {
  const { weight, bias, activation } = fields(at, json);
  const rows = matrix(`${at}.weight`, weight);
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
  if (known !== "prelu") return withNumbers(at, known, { ...fields(at, json) });
  const slopes = Array.isArray(slope)
    ? numbers(`${at}.slope`, slope, neurons)
    : [finite(`${at}.slope`, slope)];
  return { kind: "prelu", slope: tensor(slopes, dtype) };
}

function withNumbers(at: string, kind: ActivationKind, json: Readonly<Record<string, unknown>>): Activation {
  const values = numbersOf(kind).map(({ name }) => [name, finite(`${at}.${name}`, json[name])]);
  return { kind, ...Object.fromEntries(values) } as Activation; // the numbers of its row
}
