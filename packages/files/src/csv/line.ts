import { FormatError } from "@espalier/tensor";

/** The most characters of a field. No number is as long, and engines give up on patterns in texts of some hundred million digits. */
export const LONGEST: number = 2 ** 16;

/**
 * The fields of one line. A field may stand in double quotes, two of which then mean one, as RFC 4180 has it; but a
 * field never goes on in the next line.
 *
 * @param line its number, for errors
 * @throws FormatError where a quote is not closed, or something follows one that is
 */
export function fieldsOf(text: string, line: number, separator: string): string[] {
  const fields: string[] = [];
  const where = (): string => `line ${line}, column ${fields.length + 1}`;
  const pastSpaces = (at: number): number => {
    if (separator === " ") return at;
    let end = at;
    while (text[end] === " ") end++;
    return end;
  };
  let next = 0;
  for (;;) {
    const quote = pastSpaces(next);
    if (text[quote] === '"') {
      const { value, end: closed } = quoted(text, quote, where());
      const end = pastSpaces(closed);
      if (end < text.length && text[end] !== separator)
        throw new FormatError(
          where(),
          `${JSON.stringify(separator)} behind a quote${/[;\t|,]/.test(text[end]) ? ", or the options separator and decimal (--separator, --decimal-comma)" : ""}`,
          JSON.stringify(text[end]),
        );
      fields.push(value);
      next = end;
    } else {
      const end = text.indexOf(separator, next);
      fields.push(text.slice(next, end < 0 ? text.length : end).trim());
      next = end < 0 ? text.length : end;
    }
    if (next === text.length) return fields;
    next++;
  }
}

function quoted(
  text: string,
  start: number,
  where: string,
): { readonly value: string; readonly end: number } {
  let value = "";
  let next = start + 1;
  for (;;) {
    const end = text.indexOf('"', next);
    if (end < 0) throw new FormatError(where, "a closing quote", "the end of the line");
    value += text.slice(next, end);
    if (text[end + 1] !== '"') return { value, end: end + 1 };
    value += '"';
    next = end + 2;
  }
}
