import { ValueError } from "@espalier/tensor";

/**
 * Checks that options are an object, and that a signal and a listener among them are what they should be. The types promise it; a caller in
 * JavaScript does not.
 *
 * @param example such as `{ ratio: 0.8 }`, for the error
 * @throws ValueError when they are not
 */
export function checkOptions(who: string, options: unknown, example: string): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new ValueError(who, `options, such as ${example}`, show(options));
  const { signal, onProgress } = options as { readonly signal?: unknown; readonly onProgress?: unknown };
  if (signal !== undefined && signal !== null && typeof Object(signal).aborted !== "boolean")
    throw new ValueError(who, "a signal such as that of an AbortController", show(signal));
  if (onProgress !== undefined && onProgress !== null && typeof onProgress !== "function")
    throw new ValueError(who, "onProgress to be a function", show(onProgress));
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
