import {
  checkFinite,
  checkTensor,
  dtypeOf,
  matchAxes,
  ShapeError,
  showShape,
  ValueError,
} from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import { checkActivation } from "../activation/activation-numbers.ts";
import type { Activation } from "../activation/activation.ts";
import type { Layer } from "./graph.ts";

/** Checks a parameter; `where` says whose. */
export type CheckParameter = (where: string, name: string, parameter: Tensor) => void;

/** A check that all parameters are tensors of finite numbers, in the precision of the first one. */
export function checkingParameters(): CheckParameter {
  let precision: DType | undefined;
  return (where, name, parameter) => {
    checkTensor(where, name, parameter);
    precision ??= dtypeOf(parameter);
    if (dtypeOf(parameter) !== precision)
      throw new ValueError(where, `${name} in ${precision}, as the first weight is`, dtypeOf(parameter));
    checkFinite(where, name, parameter);
  };
}

/** Checks one layer alone. */
export const checkLayer = (where: string, layer: Layer, check: CheckParameter): void =>
  checkSigma(where, layer.activation, checkMatrix(where, layer, check), check);

/** Checks the weight and the bias of a layer. @returns the number of its neurons */
export function checkMatrix(
  where: string,
  { weight, bias }: Pick<Layer, "weight" | "bias">,
  check: CheckParameter,
): number {
  check(where, "weight", weight);
  check(where, "bias", bias);
  const { I, J } = matchAxes(where, { weight: [weight, "IJ"], bias: [bias, "I"] });
  if (I === 0 || J === 0)
    throw new ShapeError(where, "at least one neuron and one input", `weight ${showShape([I, J])}`);
  return I;
}

/** Checks an activation of some neurons. */
export function checkSigma(where: string, activation: Activation, I: number, check: CheckParameter): void {
  checkActivation(where, activation);
  if (activation.kind === "prelu") checkSlope(where, activation, I, check);
}

/** Checks the slope of a PReLU of some neurons. */
export function checkSlope(where: string, activation: Activation, I: number, check: CheckParameter): void {
  if (activation.kind !== "prelu") return;
  const { slope } = activation;
  check(where, "slope", slope);
  if (slope.shape.length !== 1 || (slope.data.length !== 1 && slope.data.length !== I))
    throw new ShapeError(where, `a slope [1] or [${I}]`, showShape(slope.shape));
}
