import { FormatError } from "@espalier/tensor";
import * as v from "valibot";

// Schemas that the files of results share. The message of each says what it expects.

/** What a schema reads, for reading only. */
export type Read<S extends v.GenericSchema> = Frozen<v.InferOutput<S>>;
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

const numberThat = (expected: string, test: (value: number) => boolean) =>
  v.pipe(v.number(expected), v.check(test, expected));

export const finite = numberThat("a finite number", Number.isFinite);
export const amount = numberThat("a finite number ≥ 0", (value) => Number.isFinite(value) && value >= 0);
export const whole = numberThat("a whole number ≥ 0", (value) => Number.isSafeInteger(value) && value >= 0);
export const count = numberThat("a whole number ≥ 1", (value) => Number.isSafeInteger(value) && value >= 1);
export const fraction = numberThat("a number in [0, 1]", (value) => value >= 0 && value <= 1);
export const text = v.string("a string");
export const date = v.pipe(
  text,
  v.check((value) => !Number.isNaN(Date.parse(value)), "a date in ISO 8601"),
);

export const list = <const S extends v.GenericSchema>(item: S) => v.array(item, "an array");

export const oneOf = <const T extends string | number>(...values: readonly T[]) =>
  v.picklist(values, values.map((each) => JSON.stringify(each)).join(" or "));

/** JSON has neither Infinity nor NaN, so a number that overflowed is written as text. */
const orOverflowed = (expected: string, test: (value: number) => boolean) =>
  v.pipe(
    v.custom<number | "Infinity" | "NaN">(
      (value) => value === "Infinity" || value === "NaN" || (typeof value === "number" && test(value)),
      expected,
    ),
    v.transform(Number),
  );

/** A number ≥ 0, or one that overflowed. */
export const measure = orOverflowed('a number ≥ 0, "Infinity" or "NaN"', (value) => value >= 0);

/** A number of any sign, or one that overflowed. */
export const signed = orOverflowed('a number, "Infinity" or "NaN"', () => true);

/** What {@link measure} reads: for JSON.stringify. */
export const writeMeasure = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

/**
 * Reads JSON by a schema.
 *
 * @param who names the value: a file, or a line of one
 * @throws FormatError naming the value and the field: `results.json, rows[3].ratio: expected a number in [0, 1]; received 80`
 */
export function read<S extends v.GenericSchema>(schema: S, json: unknown, who: string): Read<S> {
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output as Read<S>; // the same, for reading only
  const [issue] = result.issues;
  const path = (issue.path ?? []).map(({ key }) =>
    typeof key === "number" ? `[${key}]` : `.${String(key)}`,
  );
  const field = path.join("").replace(/^\./, "");
  throw new FormatError(field === "" ? who : `${who}, ${field}`, expectedBy(issue), shown(issue.input));
}

/** {@link read}, from text. */
export function parse<S extends v.GenericSchema>(schema: S, content: string, who: string): Read<S> {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw new FormatError(who, "JSON", error instanceof Error ? error.message : String(error));
  }
  return read(schema, json, who);
}

/** The message of a schema above; else what Valibot expects: an unknown field, a missing one, an object. */
function expectedBy({ message, expected, received }: v.BaseIssue<unknown>): string {
  if (!message.startsWith("Invalid ")) return message;
  if (expected === "never") return "no such field";
  return received === "undefined" ? "a value" : expected === "Object" ? "an object" : String(expected);
}

function shown(value: unknown): string {
  const content = value === undefined ? "nothing" : JSON.stringify(value);
  return content.length > 40 ? `${content.slice(0, 39)}…` : content;
}
