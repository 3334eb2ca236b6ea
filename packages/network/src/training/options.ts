import { ValueError } from "@espalier/tensor";
import { adamDefaults } from "./adam.ts";
import type { AdamOptions } from "./adam.ts";

/** Some of the hyper-parameters of Adam; absent or undefined ones have the values of its authors. */
export type SomeAdamOptions = { readonly [Name in keyof AdamOptions]?: AdamOptions[Name] | undefined };

/** Where each hyper-parameter may lie. With β = 1 or ε = 0, Adam may divide 0 by 0. */
const domains: Readonly<Record<keyof AdamOptions, readonly [domain: string, holds: (x: number) => boolean]>> =
  {
    learningRate: ["a finite number ≥ 0", (alpha) => alpha >= 0 && alpha < Infinity],
    beta1: ["a number in [0, 1)", (beta) => beta >= 0 && beta < 1],
    beta2: ["a number in [0, 1)", (beta) => beta >= 0 && beta < 1],
    epsilon: ["a finite number > 0", (epsilon) => epsilon > 0 && epsilon < Infinity],
  };

/**
 * All hyper-parameters of Adam, from some.
 *
 * @throws ValueError when one is not a number of its domain
 */
export function adamOptions(who: string, options: SomeAdamOptions): AdamOptions {
  const option = (name: keyof AdamOptions): number => {
    const value = options[name] ?? adamDefaults[name];
    const [domain, holds] = domains[name];
    if (typeof value !== "number" || !holds(value))
      throw new ValueError(who, `${name} to be ${domain}`, String(value));
    return value;
  };
  return {
    learningRate: option("learningRate"),
    beta1: option("beta1"),
    beta2: option("beta2"),
    epsilon: option("epsilon"),
  };
}
