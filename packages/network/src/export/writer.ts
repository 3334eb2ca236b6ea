import type { Activation } from "../activation/activation.ts";
import type { Language } from "./expressions.ts";

/** How a language writes the parts of statements; loops, sums and assignments look the same in C and JavaScript. */
export interface Dialect extends Language {
  /** What the declaration of a variable begins with: of a whole number, of a number in the precision of the program, and of a double. */
  readonly int: string;
  readonly real: string;
  readonly double: string;
  /** A double, to the last bit. */
  readonly exact: (value: number) => string;
  /** The root of a double. */
  readonly sqrt: (argument: string) => string;
  /** A double as a number in the precision of the program. */
  readonly rounded: (expression: string) => string;
}

/** Where a program has a value: columns of the inputs x, of its memory m, of its numbers v, or of the outputs y. */
export interface Place {
  readonly array: "x" | "m" | "v" | "y";
  readonly at: number;
  readonly width: number;
}

/** What a node adds to the program. */
export interface Writer {
  readonly dialect: Dialect;
  /** Columns of the memory that no other value has. */
  readonly memory: (width: number) => Place;
  /** Where numbers are, which it adds. */
  readonly numbers: (values: ArrayLike<number>) => Place;
  /** σ(W x + b) of a layer: its numbers, each matrix once. */
  readonly layer: (layer: number) => LayerNumbers;
  readonly add: (...lines: readonly string[]) => void;
}

/** Where the numbers of a layer are. */
export interface LayerNumbers {
  /** The place of its first weight among the numbers. */
  readonly weights: number;
  /** The place of its first bit; undefined where zeros are written too. */
  readonly bits: number | undefined;
  /** Whether these are the numbers of the transposed matrix. */
  readonly isTransposed: boolean;
  readonly bias: Place;
  readonly activation: Activation;
}

/** Entry i of a value, as C and JavaScript write it. */
export const entry = ({ array, at }: Pick<Place, "array" | "at">, i = "i"): string =>
  `${array}[${at === 0 ? i : `${at} + ${i}`}]`;

/** The head of a loop over the columns of a value. */
export const each = ({ int }: Dialect, width: number): string => `for (${int} i = 0; i < ${width}; i++)`;
