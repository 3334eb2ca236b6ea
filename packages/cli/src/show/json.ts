import { jsonBytes } from "@espalier/files/json-values";

/**
 * Plain data as a line of JSON. JSON has no word for a number that is not finite: it is written as the string "NaN", "Infinity" or
 * "-Infinity", never as null.
 */
export const showJson = (value: unknown, indent = 0): Uint8Array =>
  jsonBytes(value, {
    indent,
    number: (each) => (Number.isFinite(each) ? JSON.stringify(each) : JSON.stringify(String(each))),
  });
