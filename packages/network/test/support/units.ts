import { randomNormal, seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Network } from "../../src/index.ts";

/**
 * A network of relus in other units: its inputs, weights and outputs are 2^e times those of the ordinary one, so whatever is computed of it is
 * the same but for a power of two, and has the same digits.
 */
export interface Units {
  readonly input: number;
  readonly first: number;
  readonly second: number;
}

export const unitsOf = (input: number, first: number, second: number): Units => ({ input, first, second });
export const ordinary = unitsOf(0, 0, 0);

/** The numbers times 2^exponent. */
export const times = ({ shape, data }: Tensor, exponent: number): Tensor => ({
  shape,
  data: data.map((each) => each * 2 ** (exponent / 2) * 2 ** (exponent / 2)),
});
const draw = (shape: number[], seed: number): Tensor => randomNormal(shape, seededRandom(seed));
const [W, b, V, c, X] = [[5, 4], [5], [3, 5], [3], [40, 4]].map(draw);

export const networkIn = ({ input, first, second }: Units): Network => ({
  layers: [
    { weight: times(W, first), bias: times(b, input + first), activation: { kind: "relu" } },
    {
      weight: times(V, second),
      bias: times(c, input + first + second),
      activation: { kind: "identity" },
    },
  ],
});
export const samplesIn = ({ input }: Units): Tensor => times(X, input);
// 1e-170, 1e160, subnormal numbers, and factors that cancel.
const extremes = [
  unitsOf(0, -564, 0),
  unitsOf(0, 0, -564),
  unitsOf(0, 532, 0),
  unitsOf(0, 0, 532),
  unitsOf(532, 0, 0),
  unitsOf(-564, 0, 0),
  unitsOf(-564, -400, 0),
  unitsOf(0, 564, -564),
  unitsOf(-700, 0, 900),
  unitsOf(0, -450, -450),
];

const name = ({ input, first, second }: Units): string =>
  `inputs 2^${input}, weights 2^${first} and 2^${second}`;
export const inExtremes = extremes.map((units) => [name(units), units] as const);
