import { ValueError } from "@espalier/tensor";
import { numberIn, oneOf as optionOf, wholeFrom } from "espalier/values";

// The text behind an option, as a value. All of them throw a ValueError that names the option.

/** `a,b` as its parts. */
export const list = (text: string): string[] => text.split(",").map((part) => part.trim());

export const number = (option: string, text: string, least: number, most?: number): number =>
  numberIn(option, least, most)(text);

export const whole = (option: string, text: string, least: number): number => wholeFrom(option, least)(text);

export const oneOf = <const T extends string>(option: string, text: string, names: readonly T[]): T =>
  optionOf(option, names)(text);

/** No part twice. */
export function unique<T>(option: string, parts: readonly T[]): readonly T[] {
  const twice = parts.find((part, at) => parts.indexOf(part) !== at);
  if (twice !== undefined) throw new ValueError(option, "each entry once", `${String(twice)} twice`);
  return parts;
}

/** Layer sizes such as `68-32-32-32-1`, for a data set with this many inputs and outputs. */
export function sizes(option: string, text: string, inputs: number, outputs: number): number[] {
  const network = text.split("-").map((part) => whole(option, part, 1));
  if (network.length < 2 || network[0] !== inputs || network.at(-1) !== outputs)
    throw new ValueError(option, `sizes from ${inputs} to ${outputs}, such as ${inputs}-32-${outputs}`, text);
  return network;
}
