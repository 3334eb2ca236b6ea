import type { Data } from "../../../tensor.ts";
import { at, loadVector, vector } from "./assembler.ts";
import type { Code } from "./assembler.ts";
import type { Memory } from "./engine.ts";

type Binary = (a: Code, b: Code) => Code;

/** What differs between single and double precision; vectors hold `lanes` entries. */
export interface Element {
  readonly dtype: "f32" | "f64";
  readonly bytes: number;
  readonly lanes: number;
  readonly isOf: (data: Data) => boolean;
  /** `size` entries of memory, from the byte `start` on. */
  readonly view: (memory: Memory, start: number, size: number) => Data;
  /** Two entries in double precision. */
  readonly loadDoubles: (address: Code) => Code;
  /** One entry in all lanes. */
  readonly loadSplat: (address: Code, offset: number) => Code;
  /** One entry, as a double in both lanes. */
  readonly loadSplatDouble: (address: Code) => Code;
  /** Copies one entry. */
  readonly copy: (to: Code, offset: number, from: Code) => Code;
  readonly add: Binary;
  readonly subtract: Binary;
  readonly multiply: Binary;
  readonly divide: Binary;
  readonly squareRoot: (a: Code) => Code;
  /** All bits of a lane where a > b, none elsewhere. */
  readonly greater: Binary;
  /** All bits of a lane where a ≠ b, none elsewhere. NaN differs from every number. */
  readonly unequal: Binary;
  /** The first bit of each lane, as an integer. */
  readonly bitmask: (a: Code) => Code;
}

type Opcodes = Readonly<
  Record<
    | "splat"
    | "load"
    | "store"
    | "add"
    | "subtract"
    | "multiply"
    | "divide"
    | "squareRoot"
    | "greater"
    | "unequal"
    | "bitmask",
    number
  >
>;

const [LOAD_TWO, PROMOTE] = [93, 95]; // v128.load64_zero, f64x2.promote_low_f32x4

function element(
  dtype: Element["dtype"],
  View: typeof Float32Array | typeof Float64Array,
  opcode: Opcodes,
): Element {
  const binary =
    (code: number): Binary =>
    (a, b) => [a, b, vector(code)];
  return {
    dtype,
    bytes: View.BYTES_PER_ELEMENT,
    lanes: 16 / View.BYTES_PER_ELEMENT,
    isOf: (data) => data instanceof View,
    view: (memory, start, size) => new View(memory, start, size),
    loadDoubles: (address) =>
      dtype === "f64" ? loadVector(address, 0) : [address, vector(LOAD_TWO), at(0), vector(PROMOTE)],
    loadSplat: (address, offset) => [address, vector(opcode.splat), at(offset)],
    loadSplatDouble: (address) => [
      address,
      vector(opcode.splat),
      at(0),
      dtype === "f64" ? [] : vector(PROMOTE),
    ],
    copy: (to, offset, from) => [...to, ...from, opcode.load, at(0), opcode.store, at(offset)],
    add: binary(opcode.add),
    subtract: binary(opcode.subtract),
    multiply: binary(opcode.multiply),
    divide: binary(opcode.divide),
    squareRoot: (a) => [a, vector(opcode.squareRoot)],
    greater: binary(opcode.greater),
    unequal: binary(opcode.unequal),
    bitmask: (a) => [a, vector(opcode.bitmask)],
  };
}

// prettier-ignore
export const elements: readonly Element[] = [
  element("f32", Float32Array, { splat: 9,  load: 0x2a, store: 0x38, add: 0xe4, subtract: 0xe5, multiply: 0xe6, divide: 0xe7, squareRoot: 0xe3, greater: 0x44, unequal: 0x42, bitmask: 0xa4 }),
  element("f64", Float64Array, { splat: 10, load: 0x2b, store: 0x39, add: 0xf0, subtract: 0xf1, multiply: 0xf2, divide: 0xf3, squareRoot: 0xef, greater: 0x4a, unequal: 0x48, bitmask: 0xc4 }),
];
