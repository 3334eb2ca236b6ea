/**
 * Plain data as a line of JSON. JSON has no word for a number that is not finite: it is written as the string "NaN", "Infinity" or
 * "-Infinity", never as null.
 */
export const showJson = (value: unknown, indent?: number): string =>
  `${JSON.stringify(
    value,
    (_, each: unknown) => (typeof each === "number" && !Number.isFinite(each) ? String(each) : each),
    indent,
  )}\n`;
