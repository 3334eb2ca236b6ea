import { FormatError } from "@espalier/tensor";

/** @throws FormatError always, naming the byte and the field: `byte 8, header: expected …; received …` */
export function refuse(at: number, field: string, expected: string, received: string): never {
  throw new FormatError(`byte ${at}, ${field}`, expected, received);
}
