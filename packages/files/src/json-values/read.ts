import { FormatError } from "@espalier/tensor";

/** Reads a number out of JSON, or throws a FormatError that names the place. */
export type Read = (at: string, json: unknown) => number;

/**
 * The layers of a document `{ format: "espalier-<what>", version: 1, layers: […] }`, at least one.
 *
 * @param json its text, or what JSON.parse makes of it
 * @throws FormatError naming the field
 */
export const layersOf = (what: string, json: unknown): readonly unknown[] =>
  documentOf(what, json, [1]).layers;

/** What a document `{ format, version, layers, graph }` holds. */
export interface LayersDocument {
  /** One of the known versions. */
  readonly version: unknown;
  /** At least one. */
  readonly layers: readonly unknown[];
  /** Undefined where there is none. */
  readonly graph: unknown;
}

/** {@link layersOf} a document that has one of some versions. @throws FormatError naming the field */
export function documentOf(what: string, json: unknown, versions: readonly number[]): LayersDocument {
  const { format, version, layers, graph } = fields(what, rootOf(what, json));
  if (format !== `espalier-${what}`) throw new FormatError("format", `"espalier-${what}"`, show(format));
  if (!versions.some((known) => known === version))
    throw new FormatError("version", versions.join(" or "), show(version));
  if (!Array.isArray(layers) || layers.length === 0)
    throw new FormatError("layers", "an array of at least one layer", show(layers));
  return { version, layers: Array.from<unknown>(layers), graph }; // where a hole is undefined
}

/** JSON as a value: what JSON.parse makes of a text, or what it made already. @throws FormatError when the text is not JSON */
export function rootOf(what: string, json: unknown): unknown {
  if (typeof json !== "string") return json;
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new FormatError(what, "JSON", error instanceof Error ? error.message : String(error));
  }
}

/** The fields of an object. @throws FormatError naming the place */
export function fields(at: string, json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new FormatError(at, "an object", show(json));
  return json as Record<string, unknown>; // any object has string keys with unknown values
}

/** Rows of equally many finite numbers, at least one row of at least one number. @throws FormatError naming the place */
export function matrix(at: string, json: unknown): number[][] {
  if (!Array.isArray(json) || json.length === 0)
    throw new FormatError(at, "an array of at least one row", show(json));
  const first: unknown = json[0];
  if (!Array.isArray(first) || first.length === 0)
    throw new FormatError(`${at}[0]`, "an array of at least one number", show(first));
  return rowsOf(at, json, json.length, first.length);
}

/** I rows of J numbers. @throws FormatError naming the place */
export function rowsOf(at: string, json: unknown, I: number, J: number, read: Read = finite): number[][] {
  if (!Array.isArray(json)) throw new FormatError(at, `${I} rows`, show(json));
  if (json.length !== I) throw new FormatError(at, `${I} rows`, String(json.length));
  return Array.from(json, (row, i) => numbers(`${at}[${i}]`, row, J, read));
}

/** A list of that many numbers. @throws FormatError naming the place */
export function numbers(at: string, json: unknown, length: number, read: Read = finite): number[] {
  if (!Array.isArray(json)) throw new FormatError(at, `${length} numbers`, show(json));
  if (json.length !== length) throw new FormatError(at, `${length} numbers`, String(json.length));
  return Array.from(json, (value, index) => read(`${at}[${index}]`, value));
}

/** A finite number. @throws FormatError naming the place */
export function finite(at: string, json: unknown): number {
  if (typeof json === "number" && Number.isFinite(json)) return json;
  throw new FormatError(at, "a finite number", show(json));
}

/** A finite number ≥ 0. @throws FormatError naming the place */
export function notNegative(at: string, json: unknown): number {
  if (typeof json === "number" && json >= 0 && json < Infinity) return json;
  throw new FormatError(at, "a finite number ≥ 0", show(json));
}

/** A whole number from 0 to 2⁵³ − 1. @throws FormatError naming the place */
export function count(at: string, json: unknown): number {
  if (typeof json === "number" && Number.isSafeInteger(json) && json >= 0) return json;
  throw new FormatError(at, "a whole number ≥ 0", show(json));
}

/** A value as an error shows it, cut short. What arrays and objects hold may be deep or circular, and is not shown. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
