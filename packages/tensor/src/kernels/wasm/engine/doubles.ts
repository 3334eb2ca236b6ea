import { add, advance, at, int, storeVector, vector } from "./assembler.ts";
import type { Code, Local } from "./assembler.ts";
import type { Element } from "./element.ts";
import { elements } from "./element.ts";

type Unary = (a: Code) => Code;
type Binary = (a: Code, b: Code) => Code;

const unary =
  (opcode: number): Unary =>
  (a) => [a, vector(opcode)];
const binary =
  (opcode: number): Binary =>
  (a, b) => [a, b, vector(opcode)];

/** Arithmetic of two doubles at a time. */
const [, double] = elements;
export const plus: Binary = double.add;
export const minus: Binary = double.subtract;
export const times: Binary = double.multiply;
export const over: Binary = double.divide;
export const greater: Binary = double.greater;
/** All bits of a lane where a ≠ b. NaN differs from every number. */
export const unequal: Binary = double.unequal;

export const absolute: Unary = unary(0xec);
export const floor: Unary = unary(0x75);
/** All bits of a lane where a = b. */
export const equal: Binary = binary(0x47);
/** All bits of a lane where a ≥ b. */
export const notBelow: Binary = binary(0x4c);
/** NaN if one is. */
export const minimum: Binary = binary(0xf4);
/** NaN if one is. */
export const maximum: Binary = binary(0xf5);
/** The second where it is smaller than the first: NaN in the first stays. */
export const atMost: Binary = binary(0xf6);
/** The second where it is larger than the first. */
export const atLeast: Binary = binary(0xf7);
export const bitsAnd: Binary = binary(78);
/** The bits of the first that the second has not. */
export const bitsWithout: Binary = binary(79);
export const bitsOr: Binary = binary(80);
export const bitsXor: Binary = binary(81);

const [DEMOTE, PROMOTE, SPLAT, EXTRACT, STORE_LANE] = [94, 95, 20, 33, 91];
const [EXTEND, SPLAT_WHOLE] = [0xac, 18];

/** The same double in both lanes. */
export const constant = (value: number): Code => [
  0x44,
  ...new Uint8Array(Float64Array.of(value).buffer),
  vector(SPLAT),
];

/** The double at an address, in both lanes. */
export const loadBoth = (address: Code, offset: number): Code => double.loadSplat(address, offset);

/** The same whole number of 64 bits in both lanes, from −2³¹ to 2³¹ − 1. */
export const wholeNumber = (value: number): Code => [int(value), EXTEND, vector(SPLAT_WHOLE)];
export const plusWhole: Binary = binary(0xce);
export const minusWhole: Binary = binary(0xd1);
export const shiftLeft = (a: Code, bits: number): Code => [a, int(bits), vector(0xcb)];
/** With the sign. */
export const shiftRight = (a: Code, bits: number): Code => [a, int(bits), vector(0xcc)];

/** The first two of four singles as doubles. */
export const promoteLow: Unary = (a) => [a, vector(PROMOTE)];
/** Two doubles as the first two singles; the others are 0. */
export const demote: Unary = (a) => [a, vector(DEMOTE)];
/** Rounded to single precision and back. */
export const toSingle: Unary = (a) => promoteLow(demote(a));

/** A scalar in both lanes, of one lane. */
export const spreadLane = (a: Code, lane: number): Code => [a, vector(EXTRACT), lane, vector(SPLAT)];

/** Σ c_k xᵏ, by Horner's rule. */
export const horner = (coefficients: readonly number[], x: Code): Code =>
  coefficients
    .slice(0, -1)
    .reduceRight(
      (sum, coefficient) => plus(constant(coefficient), times(x, sum)),
      constant(coefficients[coefficients.length - 1]),
    );

/** Writes two doubles as two entries. */
export const storeDoubles = ({ dtype }: Element, address: Code, value: Code): Code =>
  dtype === "f64"
    ? storeVector(address, 0, value)
    : [address, value, vector(DEMOTE), vector(STORE_LANE), at(0), 0];

/** Writes the first of two doubles. */
export const storeOne = (address: Code, value: Code): Code => [address, value, vector(STORE_LANE), at(0), 0];

/** The pair with this number from an address on, as doubles. */
export const loadPair = ({ loadDoubles, bytes }: Element, address: Code, number: number): Code =>
  loadDoubles(add(address, int(2 * bytes * number)));

/** Moves a pointer by two entries. */
export const advanceTwo = ({ bytes }: Element, pointer: Local): Code => advance(pointer, int(2 * bytes));
