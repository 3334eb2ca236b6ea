/** What stands between two fields, and what before the fraction of a number. */
export interface Reading {
  readonly separator: string;
  readonly decimal: "." | ",";
}

/** A decimal number, as every language writes one. */
export const NUMBER: RegExp = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** A field without a number, as tables write one. */
export const GAP: RegExp = /^$|^[+-]?(?:nan|inf|infinity|na|n\/a|null|none|nil|-|\?)$/i;

/** A number with a point; 1,5 is 1.5 where numbers have a decimal comma, and a point is then none. */
export const withPoint = (field: string, decimal: "." | ","): string =>
  decimal === "." ? field : field.includes(".") ? "." : field.replace(",", ".");

/** How tables are written elsewhere. Numbers with a comma are never separated by spaces: `1, 2` would be two of them. */
const readings: readonly Reading[] = [";", "\t", "|", " ", ","].flatMap((separator): Reading[] =>
  separator === " " || separator === ","
    ? [{ separator, decimal: "." }]
    : [
        { separator, decimal: "." },
        { separator, decimal: "," },
      ],
);

/**
 * The options with which a line that cannot be read has numbers, as an error says it: `this line has 3 numbers with --separator ";"`.
 * Undefined where there are none.
 */
export function otherReading(content: string, { separator, decimal }: Reading): string | undefined {
  for (const reading of readings) {
    if (reading.separator === separator && reading.decimal === decimal) continue;
    const fields = content
      .split(reading.separator)
      .map((field) => withPoint(field.trim().replace(/^"(.*)"$/, "$1"), reading.decimal));
    const numbers = fields.filter((field) => NUMBER.test(field));
    const isTable = fields.length > 1 && fields.every((field) => NUMBER.test(field) || GAP.test(field));
    if (isTable && numbers.length > 0)
      return `this line has ${numbers.length} numbers with ${optionsOf(reading, decimal)}`;
  }
  return undefined;
}

const optionsOf = ({ separator, decimal }: Reading, now: "." | ","): string => {
  const given = `--separator ${separator === "\t" ? "tab" : JSON.stringify(separator)}`;
  if (decimal === ",") return `${given} --decimal-comma`;
  return now === "," ? `${given} and without --decimal-comma` : given;
};
