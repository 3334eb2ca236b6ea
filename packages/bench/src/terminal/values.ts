import { ValueError } from "@espalier/tensor";

// The text behind an option, as a value. All of them throw a ValueError that names the option.

/** `a,b` as its parts. */
export const list = (text: string): string[] => text.split(",").map((part) => part.trim());

export function number(option: string, text: string, least: number, most: number = Infinity): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= least && value <= most) || value === Infinity)
    throw new ValueError(
      option,
      most === Infinity ? `a number ≥ ${least}` : `a number in [${least}, ${most}]`,
      text,
    );
  return value;
}

export function whole(option: string, text: string, least: number): number {
  const value = number(option, text, least);
  if (!Number.isSafeInteger(value)) throw new ValueError(option, `a whole number ≥ ${least}`, text);
  return value;
}

export function oneOf<const T extends readonly string[]>(option: string, text: string, names: T): T[number] {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new ValueError(option, `one of ${names.join(", ")}`, text);
  return found;
}

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
