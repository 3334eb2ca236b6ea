import { FormatError, sizeOf, tensor, toNested } from "@espalier/tensor";
import type { DType, Nested } from "@espalier/tensor";
import { activationKinds, numbersOf } from "@espalier/network";
import type { Activation, ActivationKind } from "@espalier/network";
import { fields, finite, numbers, show } from "@espalier/files/json-values";

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
  /** Of a `sin` and a `cos`. */
  readonly omega?: number;
}

/** An activation as a value that JSON.stringify can write. */
export const activationToJson = (activation: Activation): ActivationJson =>
  activation.kind === "prelu"
    ? {
        kind: "prelu",
        slope: sizeOf(activation.slope.shape) === 1 ? activation.slope.data[0] : toNested(activation.slope),
      }
    : activation;

/** Reads an activation, of a known number of neurons if that is given. */
export function readActivation(at: string, json: unknown, dtype: DType, neurons?: number): Activation {
  const { kind, slope } = fields(at, json);
  const known = activationKinds.find((each) => each === kind);
  if (known === undefined)
    throw new FormatError(`${at}.kind`, `one of ${activationKinds.join(", ")}`, show(kind));
  if (known !== "prelu") return withNumbers(at, known, { ...fields(at, json) });
  const slopes = Array.isArray(slope)
    ? numbers(`${at}.slope`, slope, neurons ?? slope.length)
    : [finite(`${at}.slope`, slope)];
  return { kind: "prelu", slope: tensor(slopes, dtype) };
}

function withNumbers(at: string, kind: ActivationKind, json: Readonly<Record<string, unknown>>): Activation {
  const values = numbersOf(kind).map(({ name }) => [name, finite(`${at}.${name}`, json[name])]);
  return { kind, ...Object.fromEntries(values) } as Activation; // the numbers of its row
}
