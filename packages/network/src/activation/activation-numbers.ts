import { ValueError } from "@espalier/tensor";
import { activationKinds } from "./activation.ts";
import type { Activation } from "./activation.ts";
import { checkNumbers, numbersOf } from "./numbers.ts";

export { numbersOf } from "./numbers.ts";
export type { NumberOf } from "./numbers.ts";

/** Names that libraries use for the same activations. */
// prettier-ignore
const aliases: Readonly<Record<string, string>> = {
  swish:       "silu",
  linear:      "identity",
  none:        "identity",
  relu6:       "clip(0, 6)",
  hardtanh:    "clip(-1, 1)",
  log_sigmoid: "logsigmoid",
  hard_swish:  "hardswish",
};

/**
 * Checks the kind and the numbers of an activation.
 *
 * @throws ValueError naming the number
 */
export function checkActivation(who: string, activation: Activation): void {
  const kind: unknown = activation?.kind; // a layer made by hand may lack it
  if (!activationKinds.some((known) => known === kind))
    throw new ValueError(who, `an activation among ${activationKinds.join(", ")}`, String(kind));
  checkNumbers(who, activation);
}

/** An activation as text: `relu`, `elu(1)`, `clip(0, 6)`. The slopes of a PReLU are not in it. */
export function showActivation(activation: Activation): string {
  const values: Readonly<Record<string, unknown>> = { ...activation };
  const list = numbersOf(activation.kind).map(({ name }) => String(values[name]));
  return list.length === 0 ? activation.kind : `${activation.kind}(${list.join(", ")})`;
}

/** A PReLU without its slopes. */
export interface PreluText {
  /** Which σ. */
  readonly kind: "prelu";
}

/** An activation as text gives it; the slopes of a PReLU come separately. */
export type ActivationText = Exclude<Activation, PreluText> | PreluText;

/** Whether a text is a finite number in decimal: `Number` reads "0x1" too. */
const isDecimal = (text: string): boolean =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));

/**
 * Reads an activation: a kind, with its numbers in brackets, or another name that libraries have for it.
 *
 * @throws ValueError when the name is unknown, or a number without a common default is missing
 */
export function parseActivation(who: string, text: string): ActivationText {
  const [, word = "", , list] = /^\s*([\w-]+)\s*(\(([^()]*)\))?\s*$/.exec(text) ?? [];
  const alias = Object.hasOwn(aliases, word.toLowerCase()) ? aliases[word.toLowerCase()] : undefined;
  if (alias !== undefined && list === undefined) return parseActivation(who, alias);
  const kind = activationKinds.find((each) => each === word.toLowerCase());
  if (kind === undefined)
    throw new ValueError(
      who,
      `activations among ${activationKinds.join(", ")}`,
      JSON.stringify(text.slice(0, 40)),
    );
  const known = numbersOf(kind);
  const given = list === undefined || list.trim() === "" ? [] : list.split(",").map((each) => each.trim());
  const form = known.length === 0 ? kind : `${kind}(${known.map(({ name }) => name).join(", ")})`;
  if (given.length > known.length || given.some((each) => !isDecimal(each)))
    throw new ValueError(who, `${form}, with finite numbers`, JSON.stringify(text.slice(0, 40)));
  const values = known.map(({ name, usual }, at): [string, number] => {
    const value = given[at] === undefined ? usual : Number(given[at]);
    if (value === undefined)
      throw new ValueError(
        who,
        `${form} with its numbers, on which libraries differ`,
        JSON.stringify(text.slice(0, 40)),
      );
    return [name, value];
  });
  const activation = { kind, ...Object.fromEntries(values) } as ActivationText; // the numbers of its row
  if (activation.kind !== "prelu") checkActivation(who, activation);
  return activation;
}

/** A list of activations as text, separated by commas; commas within brackets do not separate. */
export const activationTexts = (list: string): string[] =>
  list.split(/,(?![^(]*\))/).map((text) => text.trim());
