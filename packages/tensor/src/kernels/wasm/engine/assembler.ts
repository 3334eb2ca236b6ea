/**
 * An assembler for the part of WebAssembly that the kernels need. An instruction is a list of bytes, and a block of
 * instructions is a list of lists. So a loop over the registers of a tile is an ordinary loop of TypeScript.
 *
 * @see https://webassembly.github.io/spec/core/binary/
 */
export type Code = readonly (number | Code)[];

/** A number or vector that a routine keeps, in a register if the engine can. */
export interface Local {
  readonly get: Code;
  readonly set: (value: Code) => Code;
}

/** Takes i32 parameters, returns nothing, works on memory. */
export interface Routine {
  readonly name: string;
  readonly parameters: number;
  /** Writes its locals and its body, as bytes: the lists that they are written in take much memory. */
  readonly code: () => readonly number[];
}

export type Type = 0x7f | 0x7b;
export const I32: Type = 0x7f;
export const V128: Type = 0x7b;

/** A routine from its parameters; `fresh` gives it further locals. */
export const routine = (
  name: string,
  parameters: number,
  build: (parameters: readonly Local[], fresh: (type: Type) => Local) => Code,
): Routine => ({
  name,
  parameters,
  code: () => {
    const locals: Type[] = [];
    const fresh = (type: Type): Local => local(parameters + locals.push(type) - 1);
    const body = build(
      Array.from({ length: parameters }, (_, at) => local(at)),
      fresh,
    );
    return bytesOf([list(locals.map((type) => [1, type])), body, END]);
  },
});

/** The local with this number; the parameters come first. */
export const local = (at: number): Local => ({
  get: [0x20, unsigned(at)],
  set: (value) => [value, 0x21, unsigned(at)],
});

export const int = (value: number): Code => [0x41, signed(value)];
export const add = (a: Code, b: Code): Code => [a, b, 0x6a];
export const multiply = (a: Code, b: Code): Code => [a, b, 0x6c];

/** local += value */
export const advance = ({ get, set }: Local, value: Code): Code => set(add(get, value));

const [LOOP, IF, NO_RESULT, BRANCH_IF, END] = [0x03, 0x04, 0x40, 0x0d, 0x0b];

/** Runs the body, and repeats it while the condition that follows it is not 0. */
export const doWhile = (condition: Code, ...body: readonly Code[]): Code => [
  LOOP,
  NO_RESULT,
  body,
  condition,
  BRANCH_IF,
  0,
  END,
];

export const unequal = (a: Code, b: Code): Code => [a, b, 0x47];

/** Runs the body `count` times, at least once. Changes `count`. */
export const repeat = (count: Local, ...body: readonly Code[]): Code =>
  doWhile(count.get, body, advance(count, int(-1)));

/** Runs the code if the condition is not 0. */
export const when = (condition: Code, code: Code): Code => [condition, IF, NO_RESULT, code, END];

export const and = (a: Code, b: Code): Code => [a, b, 0x71];

/** Where an instruction finds its operand: an address, and a fixed number of bytes beyond it. */
export const at = (offset: number): Code => [0, unsigned(offset)]; // 0: no promise about alignment

/** A vector instruction. */
export const vector = (opcode: number): Code => [0xfd, unsigned(opcode)];

export const loadInt = (address: Code, offset: number): Code => [address, 0x28, at(offset)];
export const storeInt = (address: Code, offset: number, value: Code): Code => [
  address,
  value,
  0x36,
  at(offset),
];

/** An integer in all four lanes. */
export const splatInt = (value: Code): Code => [value, vector(17)];
/** Four integers. */
export const integers = (values: readonly [number, number, number, number]): Code => [
  vector(12),
  Array.from(new Uint8Array(Int32Array.of(...values).buffer)), // WebAssembly is little-endian, and so is every processor with these typed arrays
];
export const plusInts = (a: Code, b: Code): Code => [a, b, vector(0xae)];
export const timesInts = (a: Code, b: Code): Code => [a, b, vector(0xb5)];
/** The bytes of a in the order that b lists. */
export const swizzle = (a: Code, b: Code): Code => [a, b, vector(14)];
/** How many bits are set. */
export const bitCount = (a: Code): Code => [a, 0x69];
export const or = (a: Code, b: Code): Code => [a, b, vector(80)];
/** Alternates the lanes of the lower or the upper half of a and b: a₀ b₀ a₁ b₁. */
export const interleave = (a: Code, b: Code, lanes: number, half: number): Code => {
  const bytes = 16 / lanes;
  const turns = Array.from({ length: 16 }, (_, byte) => {
    const lane = Math.floor(byte / bytes);
    return (lane % 2) * 16 + half * 8 + Math.floor(lane / 2) * bytes + (byte % bytes);
  });
  return [a, b, vector(13), turns];
};

export const loadVector = (address: Code, offset: number): Code => [address, vector(0), at(offset)];
/** a where the bits of the mask are set, else b. */
export const select = (a: Code, b: Code, mask: Code): Code => [a, b, mask, vector(82)];
export const storeVector = (address: Code, offset: number, value: Code): Code => [
  address,
  value,
  vector(11),
  at(offset),
];

/** A module of routines that works on the memory it imports as `env.memory`. */
export function assemble(routines: readonly Routine[]): Uint8Array {
  const types = routines.map(({ parameters }) => [
    0x60,
    list(Array.from({ length: parameters }, () => [I32])),
    0,
  ]);
  const memory = [text("env"), text("memory"), 2, 0, 0]; // a memory of any size
  const exported = routines.map(({ name }, index) => [text(name), 0, unsigned(index)]);
  return Uint8Array.from(
    bytesOf([
      letters("\0asm\u0001\0\0\0"), // the last four are the version
      section(1, types),
      section(2, [memory]),
      section(
        3,
        routines.map((_, index) => unsigned(index)),
      ),
      section(7, exported),
      section(
        10,
        routines.map(({ code }) => sized(code())),
      ),
    ]),
  );
}

/** A module with a section that holds a text and that every engine skips. */
export const withNote = (module: Uint8Array, name: string, note: string): Uint8Array =>
  Uint8Array.of(...module, ...bytesOf([0, sized(bytesOf([text(name), letters(note)]))]));

const section = (id: number, entries: readonly Code[]): Code => [id, sized(bytesOf(list(entries)))];

/** The bytes, with their number in front. */
const sized = (bytes: readonly number[]): Code => [unsigned(bytes.length), bytes];

/** The bytes of a code, in one list. */
export function bytesOf(code: Code, bytes: number[] = []): number[] {
  for (const part of code)
    if (typeof part === "number") bytes.push(part);
    else bytesOf(part, bytes);
  return bytes;
}

const list = (entries: readonly Code[]): Code => [unsigned(entries.length), entries];
const text = (name: string): Code => [name.length, letters(name)];
/** Of ASCII. */
const letters = (name: string): Code => Array.from(name, (letter) => letter.charCodeAt(0));

/** LEB128: seven bits a byte, the lowest first; the eighth bit says that more bytes follow. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, unsigned(value >>> 7)];
}

/** The same for signed numbers: the sixth bit of the last byte is the sign. */
function signed(value: number): Code {
  const rest = value >> 7;
  const low = value & 0x7f;
  const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
  return isLast ? [low] : [low | 0x80, signed(rest)];
}
