import { textWriter } from "../bytes/text.ts";

/** How {@link jsonBytes} writes. */
export interface JsonOptions {
  /** How many spaces indent the entries of an array or an object; without it, or with 0, all is one line. */
  readonly indent?: number;
  /** A number as text; by default with as many digits as it takes to read the same bits again, those of −0 too. */
  readonly number?: (value: number) => string;
}

/** Plain data as a line of JSON in UTF-8, as JSON.stringify has it, but for −0, and for texts that are longer than a string. */
export function jsonBytes(
  json: unknown,
  { indent = 0, number = digits }: JsonOptions = {},
): Uint8Array<ArrayBuffer> {
  const { add, bytes } = textWriter();
  const colon = indent > 0 ? ": " : ":";
  const write = (value: unknown, start: string): void => {
    if (typeof value === "number") add(number(value));
    else if (typeof value !== "object" || value === null) add(JSON.stringify(value ?? null));
    else if (Array.isArray(value)) list("[", "]", value, start, write);
    else
      list(
        "{",
        "}",
        Object.entries(value).filter(([, each]) => each !== undefined),
        start,
        ([key, each], within) => {
          add(JSON.stringify(key) + colon);
          write(each, within);
        },
      );
  };
  const list = <T>(
    opening: string,
    closing: string,
    items: readonly T[],
    start: string,
    item: (each: T, within: string) => void,
  ): void => {
    const within = indent > 0 && items.length > 0 ? start + " ".repeat(indent) : start;
    add(opening);
    for (const [at, each] of items.entries()) {
      if (at > 0) add(",");
      add(within === start ? "" : within);
      item(each, within);
    }
    add(within === start ? closing : start + closing);
  };
  write(json, "\n");
  add("\n");
  return bytes();
}

const digits = (value: number): string => (Object.is(value, -0) ? "-0" : JSON.stringify(value));
