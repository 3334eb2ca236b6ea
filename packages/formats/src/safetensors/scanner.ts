import { refuse, bytesOf } from "@espalier/files/bytes";

/** Reads JSON from left to right, so that a key that comes twice is seen and an error knows its byte. */
export interface Scanner {
  /** A character that may be there, behind spaces. */
  accept(character: string): boolean;
  /** A character that must be there. */
  expect(field: string, character: string): void;
  text(field: string): string;
  /** A whole number ≥ 0 that a double counts to. */
  whole(field: string): number;
  /** An object; each key is met once, and `value` reads what it holds. */
  object(field: string, value: (key: string) => void): void;
  /** A list; `value` reads each item. */
  list(field: string, value: () => void): void;
  /** Nothing but spaces must be left. */
  end(field: string): void;
  /** @throws FormatError at the byte where the scanner is */
  fail(field: string, expected: string, from?: number): never;
  /** Where the scanner is, for `fail`. */
  readonly place: number;
}

/** @param offset of the text in its file, for errors */
export function scan(text: string, offset: number): Scanner {
  let next = 0;
  const skip = (): void => {
    while (" \t\r\n".includes(text[next] ?? "x")) next++;
  };
  const fail = (field: string, expected: string, from = next): never =>
    refuse(
      offset + bytesOf(text.slice(0, from)).length,
      field,
      expected,
      from < text.length ? JSON.stringify(text.slice(from, from + 20)) : "the end",
    );
  const accept = (character: string): boolean => {
    skip();
    if (text[next] !== character) return false;
    next++;
    return true;
  };
  const expect = (field: string, character: string): void => {
    if (!accept(character)) fail(field, JSON.stringify(character));
  };
  const readText = (field: string): string => {
    const from = (skip(), next);
    if (!accept('"')) fail(field, "a text in quotes");
    while (next < text.length && text[next] !== '"') next += text[next] === "\\" ? 2 : 1;
    const quoted = text.slice(from, ++next);
    try {
      return String(JSON.parse(quoted)); // knows the escapes
    } catch {
      return fail(field, "a text in quotes, as JSON has it", from);
    }
  };
  /** Items, a comma between two. */
  const items = (field: string, close: string, item: () => void): void => {
    if (accept(close)) return;
    do item();
    while (accept(","));
    expect(field, close);
  };
  return {
    accept,
    expect,
    fail,
    text: readText,
    whole: (field) => {
      const from = (skip(), next);
      while (text[next] >= "0" && text[next] <= "9") next++;
      const digits = text.slice(from, next);
      const value = Number(digits);
      if (digits === "" || (digits[0] === "0" && digits !== "0") || !Number.isSafeInteger(value))
        fail(field, "a whole number", from);
      return value;
    },
    object: (field, value) => {
      const keys = new Set<string>();
      expect(field, "{");
      items(field, "}", () => {
        const from = (skip(), next);
        const key = readText(field);
        if (keys.has(key)) fail(field, "each key once", from);
        keys.add(key);
        expect(field, ":");
        value(key);
      });
    },
    list: (field, value) => {
      expect(field, "[");
      items(field, "]", value);
    },
    end: (field) => {
      skip();
      if (next < text.length) fail(field, "nothing but spaces behind it");
    },
    get place() {
      skip();
      return next;
    },
  };
}
