import { checkRandom, full, randomUniform, ShapeError, ValueError } from "@espalier/tensor";
import type { DType, Random } from "@espalier/tensor";
import type { Activation, ActivationKind } from "../activation/activation.ts";
import { parseActivation } from "../activation/activation-numbers.ts";
import type { Network } from "../graph/network.ts";
import { checkOptions, show } from "../calls/options.ts";

/** The slope a PReLU starts with (He et al. 2015). */
const PRELU_START = 0.25;

/** Options of an untrained network. */
export interface InitialOptions {
  /** d_0 … d_L: the inputs, then the neurons of each layer. */
  readonly sizes: readonly number[];
  /** Of every layer but the last, which is `identity`. By default `prelu` with one slope for each layer. A kind has its usual numbers. */
  readonly activation?: ActivationKind | Activation | undefined;
  /** The stream that weights and biases are drawn from. */
  readonly random: Random;
  /** The precision of the parameters; by default f64. */
  readonly dtype?: DType | undefined;
}

/**
 * An untrained network, weights and biases uniform in ±1/√fan-in.
 *
 * @throws ShapeError when there are fewer than two sizes, or one is not a whole number ≥ 1
 * @throws ValueError when there is no random stream, or libraries differ on the numbers of the activation
 */
export function initialNetwork(options: InitialOptions): Network {
  checkOptions("initialNetwork", options, "{ sizes: [784, 32, 10], random: seededRandom(1) }");
  const { sizes, activation = "prelu", random, dtype } = options;
  if (!Array.isArray(sizes)) throw new ValueError("initialNetwork", "sizes in an array", show(sizes));
  if (sizes.length < 2 || !sizes.every((size) => Number.isInteger(size) && size >= 1))
    throw new ShapeError("initialNetwork", "two or more sizes, whole numbers ≥ 1", `[${sizes.join(", ")}]`);
  checkRandom("initialNetwork", random);
  const last = sizes.length - 2;
  return {
    layers: sizes.slice(1).map((I, k) => {
      const bound = 1 / Math.sqrt(sizes[k]);
      const kind = k === last ? "identity" : activation;
      return {
        weight: randomUniform([I, sizes[k]], -bound, bound, random, dtype),
        bias: randomUniform([I], -bound, bound, random, dtype),
        activation: initialActivation(kind, 1, dtype),
      };
    }),
  };
}

/**
 * An activation with that many untrained slopes, if it has any.
 *
 * @throws ValueError when a kind has numbers on which libraries differ
 */
export function initialActivation(
  activation: ActivationKind | Activation,
  slopes: number,
  dtype?: DType,
): Activation {
  const known = typeof activation === "string" ? parseActivation("initialNetwork", activation) : activation;
  return known.kind === "prelu" ? { kind: "prelu", slope: full([slopes], PRELU_START, dtype) } : known;
}
