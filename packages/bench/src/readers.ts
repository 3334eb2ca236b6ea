import { FormatError } from "@espalier/tensor";

/** Turns unknown JSON into a `T`, or throws a FormatError that names `at`, the path of the value. */
export type Reader<T> = (at: string, value: unknown) => T;
type Readers<T> = { readonly [K in keyof T]-?: Reader<T[K]> };

/**
 * An object with exactly these fields. An unknown field is refused: dropped on reading, it would be lost
 * when the file is written again.
 */
export const object =
  <R extends object, O extends object = object>(
    required: Readers<R>,
    optional?: Readers<O>,
  ): Reader<R & Partial<O>> =>
  (at, value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return refuse(at, "an object", value);
    const fields = value as Readonly<Record<string, unknown>>; // any object has string keys, unknown values
    const known: Record<string, Reader<unknown>> = { ...optional, ...required };
    const path = (name: string): string => (at === "" ? name : `${at}.${name}`);
    for (const name of Object.keys(fields))
      if (!Object.hasOwn(known, name))
        refuse(path(name), `one of ${Object.keys(known).join(", ")}`, fields[name]);
    for (const name of Object.keys(required))
      if (!Object.hasOwn(fields, name)) refuse(path(name), "a value", undefined);
    const entries = Object.entries(fields).map(([name, field]) => [name, known[name](path(name), field)]);
    return Object.fromEntries(entries) as R & Partial<O>; // each field was read by the reader of its name
  };

export const list =
  <T>(item: Reader<T>): Reader<T[]> =>
  (at, value) =>
    Array.isArray(value)
      ? value.map((entry: unknown, index) => item(`${at}[${index}]`, entry))
      : refuse(at, "an array", value);

/** A number for which `test` holds; `expected` says which those are. */
export const number =
  (expected: string, test: (value: number) => boolean): Reader<number> =>
  (at, value) =>
    typeof value === "number" && test(value) ? value : refuse(at, expected, value);

export const text: Reader<string> = (at, value) =>
  typeof value === "string" ? value : refuse(at, "a string", value);

export const oneOf =
  <const T extends string | number>(...values: readonly T[]): Reader<T> =>
  (at, value) =>
    values.find((each) => each === value) ??
    refuse(at, values.map((each) => JSON.stringify(each)).join(" or "), value);

/** @throws FormatError always: `rows[3].ratio: expected a number in [0, 1]; received 80` */
export function refuse(at: string, expected: string, value: unknown): never {
  const shown = value === undefined ? "nothing" : JSON.stringify(value);
  throw new FormatError(
    at === "" ? "results" : at,
    expected,
    shown.length > 40 ? `${shown.slice(0, 39)}…` : shown,
  );
}
