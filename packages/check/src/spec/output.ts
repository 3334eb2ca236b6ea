import { ValueError } from "@espalier/tensor";
import type { Output, Spec } from "./spec.ts";

/** A function or a rule returned what holds no numbers: no derivative of it can be right or wrong. */
export class OutputError extends ValueError {}

const NUMBERS = "numbers (a number, Float64Array, Float32Array, { shape, data } or a list of these)";

/**
 * What a function returned, if it consists of numbers.
 *
 * @param who the function, as in `vjp`
 * @param from the name of the spec, and of the input that a cotangent belongs to
 * @throws OutputError
 */
export function checkOutput(who: string, from: string, output: unknown): Output {
  const wrong = whatIsWrong(output);
  if (wrong !== undefined) throw new OutputError(who, `${NUMBERS} from ${from}`, wrong);
  return output as Output; // as has been checked, part by part
}

/**
 * Looks at the cotangents that a reverse rule returned: numbers, by the names of the inputs.
 *
 * @throws OutputError
 */
export function checkCotangents(
  { name: from, inputs }: Pick<Spec, "name" | "inputs">,
  cotangents: unknown,
): void {
  const names = Object.keys(inputs);
  const expected = `cotangents by the names of the inputs (${names.join(", ")}) from ${from}`;
  const isRecord =
    typeof cotangents === "object" &&
    cotangents !== null &&
    !isPromise(cotangents) &&
    !Array.isArray(cotangents) &&
    !ArrayBuffer.isView(cotangents);
  if (!isRecord) throw new OutputError("vjp", expected, describe(cotangents));
  const strange = Object.keys(cotangents).find((name) => !names.includes(name));
  if (strange !== undefined) throw new OutputError("vjp", expected, `one of ${strange}`);
  for (const [name, part] of Object.entries(cotangents)) checkOutput("vjp", `${from}: ${name}`, part);
}

/** A text that says what came instead of numbers; undefined where numbers came. */
function whatIsWrong(output: unknown): string | undefined {
  if (typeof output === "number" || isFloats(output)) return undefined;
  if (Array.isArray(output)) {
    for (const part of output) {
      const wrong = whatIsWrong(part);
      if (wrong !== undefined) return `a list with ${wrong}`;
    }
    return undefined;
  }
  if (typeof output !== "object" || output === null || !("shape" in output) || isPromise(output))
    return describe(output);
  const { shape, data } = output as { readonly shape: unknown; readonly data?: unknown };
  const sizes: unknown[] | undefined = Array.isArray(shape) ? shape : undefined;
  if (!isFloats(data)) return `${describe(output)} whose data is ${describe(data)}`;
  if (sizes === undefined || !sizes.every(Number.isInteger))
    return `${describe(output)} whose shape is ${describe(shape)}`;
  const size = sizes.reduce<number>((product, each) => product * Number(each), 1);
  return size === data.length
    ? undefined
    : `${describe(output)} of shape [${sizes.join(", ")}] with ${data.length} numbers`;
}

const isFloats = (value: unknown): value is Float64Array | Float32Array =>
  value instanceof Float64Array || value instanceof Float32Array;

/** One that rejects later must not end the process: it has been refused already. */
function isPromise(value: object): boolean {
  if (!("then" in value) || typeof value.then !== "function") return false;
  void Promise.resolve(value).catch(() => undefined);
  return true;
}

/** `null`, `a string`, `an Int32Array`, `an object of the class Tensor`. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return `${value}`;
  if (typeof value !== "object") return `a ${typeof value}`;
  if (isPromise(value)) return "a Promise";
  const name: unknown = value.constructor?.name;
  if (typeof name !== "string" || name === "" || name === "Object") return "an object";
  return ArrayBuffer.isView(value) || Array.isArray(value)
    ? `${/^[AEIOU]/.test(name) && !name.startsWith("Ui") ? "an" : "a"} ${name}`
    : `an object of the class ${name}`;
}
