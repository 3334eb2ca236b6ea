import { ValueError } from "@espalier/tensor";

/**
 * Checks that options are an object. The types promise it; a caller in JavaScript does not.
 *
 * @param example such as `{ ratio: 0.8 }`, for the error
 * @throws ValueError when they are not an object
 */
export function checkOptions(who: string, options: unknown, example: string): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new ValueError(who, `options, such as ${example}`, show(options));
}

/** A wrong value in an error: numbers and texts themselves, and the kind of anything else. */
export function show(value: unknown): string {
  if (Array.isArray(value))
    return value.length < 4 ? `[${value.map(show).join(", ")}]` : `an array of ${value.length}`;
  if (typeof value === "object" && value !== null)
    return `an object of class ${value.constructor?.name ?? "Object"}`;
  if (typeof value === "function") return "a function";
  if (typeof value === "string") return JSON.stringify(value);
  return String(value);
}
