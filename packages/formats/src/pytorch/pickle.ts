import { refuse, textOf } from "@espalier/files/bytes";
import { isAllowed } from "./globals.ts";

/*
 * A pickle is a program for a stack machine. This one knows the opcodes that tensors and modules are written with, builds plain values from
 * them, and calls nothing: what a program would call stays a name with its arguments.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleList
  | PickleDict
  | PickleGlobal
  | PickleObject
  | Persistent;

/** A list, a tuple or a set. */
export interface PickleList {
  readonly kind: "list";
  readonly items: PickleValue[];
}

export interface PickleDict {
  readonly kind: "dict";
  readonly entries: (readonly [key: PickleValue, value: PickleValue])[];
}

/** A class or a function by its name, such as `torch._utils._rebuild_tensor_v2`. */
export interface PickleGlobal {
  readonly kind: "global";
  readonly name: string;
}

/** What calling a global would have made. */
export interface PickleObject {
  readonly kind: "object";
  readonly at: number;
  readonly type: string;
  readonly args: readonly PickleValue[];
  state: PickleValue;
}

/** What lies outside of the pickle, such as the bytes of a tensor. */
export interface Persistent {
  readonly kind: "persistent";
  readonly at: number;
  readonly id: readonly PickleValue[];
}

export interface Pickled {
  readonly value: PickleValue;
  /** Where the next byte is. */
  readonly end: number;
}

export const list = (items: PickleValue[]): PickleList => ({ kind: "list", items });

/**
 * Runs a pickle.
 *
 * @param offset where its bytes lie in their file, for errors
 * @throws FormatError naming the byte of an opcode or a global that is not known
 * @see Python, "pickletools": the opcodes
 */
export function unpickle(bytes: Uint8Array, start: number, offset: number): Pickled {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: PickleValue[] = [];
  const marks: number[] = [];
  const memo = new Map<number, PickleValue>();
  let next = start;

  const fail = (expected: string, received: string): never =>
    refuse(offset + next, "pickle", expected, received);
  const take = (count: number): number => {
    if (!(count >= 0 && next + count <= bytes.length)) fail(`${count} bytes`, `${bytes.length - next}`);
    next += count;
    return next - count;
  };
  const pop = (): PickleValue => {
    const value = stack.length > (marks.at(-1) ?? 0) ? stack.pop() : undefined;
    return value === undefined ? fail("a value on the stack", "none") : value;
  };
  const top = (): PickleValue =>
    stack.at(-1) ?? (stack.length > 0 ? null : fail("a value on the stack", "none"));
  const toMark = (): PickleValue[] => {
    const mark = marks.pop() ?? fail("a mark", "none");
    return stack.splice(mark);
  };
  const text = (length: number): string => {
    const at = take(length);
    return textOf("pickle", bytes.subarray(at, at + length), offset + at);
  };
  const line = (): string => {
    const at = next;
    const end = bytes.indexOf(10, at);
    if (end < 0) fail("the end of a line", "none");
    next = end + 1;
    return textOf("pickle", bytes.subarray(at, end), offset + at);
  };
  const tuple = (count: number): void => {
    const items = Array.from({ length: count }, pop).toReversed();
    stack.push(list(items));
  };
  const global = (module: string, name: string): PickleGlobal => {
    const full = `${module}.${name}`;
    if (!isAllowed(full))
      fail(
        "classes and functions of PyTorch, NumPy and plain containers (save the state_dict alone)",
        full.slice(0, 100),
      );
    return { kind: "global", name: full };
  };
  const items = (value: PickleValue): PickleValue[] =>
    isKind(value, "list") ? value.items : fail("a tuple", "another value");
  const call = (callable: PickleValue, args: PickleValue[]): PickleValue => {
    if (!isKind(callable, "global")) return fail("a function by its name", "another value");
    const { name } = callable;
    if (name === "collections.defaultdict") return dictOf([]);
    if (name === "collections.OrderedDict" || /^(__builtin__|builtins)\.dict$/.test(name))
      return dictOf(args);
    if (/^(__builtin__|builtins)\.(set|frozenset|list|tuple)$/.test(name))
      return list([...(args.length === 0 ? [] : items(args[0]))]);
    return { kind: "object", at: offset + next, type: name, args, state: null };
  };
  const dictOf = (args: readonly PickleValue[]): PickleDict => {
    const pairs = args.length === 0 ? [] : items(args[0]);
    return { kind: "dict", entries: pairs.map((pair) => [items(pair)[0] ?? null, items(pair)[1] ?? null]) };
  };
  const setItems = (values: readonly PickleValue[]): void => {
    const target = top();
    if (isKind(target, "object")) return; // a container that nothing reads
    if (!isKind(target, "dict")) return void fail("a dictionary", "another value");
    for (let at = 0; at + 1 < values.length; at += 2) target.entries.push([values[at], values[at + 1]]);
  };
  const append = (values: readonly PickleValue[]): void => {
    const target = top();
    if (isKind(target, "object")) return; // a container that nothing reads
    if (!isKind(target, "list")) return void fail("a list", "another value");
    for (const value of values) target.items.push(value);
  };
  const remember = (key: number): void => void memo.set(key, top());
  const recall = (key: number): void => {
    const value = memo.get(key);
    stack.push(value === undefined ? fail("a value that was remembered", `${key}`) : value);
  };
  const number = (bytesEach: 1 | 2 | 4, at = take(bytesEach)): number =>
    bytesEach === 1
      ? view.getUint8(at)
      : bytesEach === 2
        ? view.getUint16(at, true)
        : view.getUint32(at, true);
  const long = (length: number): number | bigint => {
    const at = take(length);
    let value = 0n;
    for (let byte = length - 1; byte >= 0; byte--) value = (value << 8n) | BigInt(bytes[at + byte]);
    const signed = BigInt.asIntN(8 * Math.max(1, length), value);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  };
  const build = (): void => {
    const state = pop();
    const target = top();
    if (isKind(target, "object")) target.state = state;
    else if (isKind(target, "dict") && isKind(state, "dict")) return; // attributes of an OrderedDict, such as _metadata
    else fail("an object to build", "another value");
  };

  // prettier-ignore
  const opcodes: Readonly<Partial<Record<number, () => void>>> = {
    0x80: () => { const version = number(1); if (version > 5) fail("a protocol up to 5", `${version}`); },
    0x95: () => void take(8),                                   // FRAME
    0x7d: () => void stack.push({ kind: "dict", entries: [] }), // EMPTY_DICT
    0x5d: () => void stack.push(list([])),                      // EMPTY_LIST
    0x29: () => void stack.push(list([])),                      // EMPTY_TUPLE
    0x8f: () => void stack.push(list([])),                      // EMPTY_SET
    0x28: () => void marks.push(stack.length),                  // MARK
    0x4e: () => void stack.push(null),                          // NONE
    0x88: () => void stack.push(true),
    0x89: () => void stack.push(false),
    0x4b: () => void stack.push(number(1)),                     // BININT1
    0x4d: () => void stack.push(number(2)),                     // BININT2
    0x4a: () => void stack.push(view.getInt32(take(4), true)),  // BININT
    0x8a: () => void stack.push(long(number(1))),               // LONG1
    0x47: () => void stack.push(view.getFloat64(take(8))),      // BINFLOAT, with the greatest byte first
    0x58: () => void stack.push(text(number(4))),               // BINUNICODE
    0x8c: () => void stack.push(text(number(1))),               // SHORT_BINUNICODE
    0x54: () => void stack.push(text(number(4))),               // BINSTRING
    0x55: () => void stack.push(text(number(1))),               // SHORT_BINSTRING
    0x42: () => { const length = number(4); const at = take(length); stack.push(bytes.subarray(at, at + length)); }, // BINBYTES
    0x43: () => { const length = number(1); const at = take(length); stack.push(bytes.subarray(at, at + length)); }, // SHORT_BINBYTES
    0x74: () => void stack.push(list(toMark())),                // TUPLE
    0x85: () => tuple(1),
    0x86: () => tuple(2),
    0x87: () => tuple(3),
    0x61: () => append([pop()]),                                // APPEND
    0x65: () => append(toMark()),                               // APPENDS
    0x90: () => append(toMark()),                               // ADDITEMS
    0x73: () => { const [value, key] = [pop(), pop()]; setItems([key, value]); }, // SETITEM
    0x75: () => setItems(toMark()),                             // SETITEMS
    0x71: () => remember(number(1)),                            // BINPUT
    0x72: () => remember(number(4)),                            // LONG_BINPUT
    0x94: () => remember(memo.size),                            // MEMOIZE
    0x68: () => recall(number(1)),                              // BINGET
    0x6a: () => recall(number(4)),                              // LONG_BINGET
    0x63: () => { const module = line(); stack.push(global(module, line())); }, // GLOBAL
    0x93: () => { const [name, module] = [pop(), pop()]; stack.push(typeof name === "string" && typeof module === "string" ? global(module, name) : fail("two texts", "others")); }, // STACK_GLOBAL
    0x52: () => { const args = items(pop()); stack.push(call(pop(), args)); },  // REDUCE
    0x81: () => { const args = items(pop()); stack.push(call(pop(), args)); },  // NEWOBJ
    0x62: build,                                                // BUILD
    0x51: () => { const id = items(pop()); stack.push({ kind: "persistent", at: offset + next, id }); }, // BINPERSID
    0x30: () => void pop(),                                     // POP
    0x31: () => void toMark(),                                  // POP_MARK
    0x32: () => void stack.push(top()),                         // DUP
  };
  const STOP = 0x2e;

  for (;;) {
    const code = bytes[take(1)];
    if (code === STOP) return { value: pop(), end: next };
    const opcode = opcodes[code];
    if (opcode === undefined)
      return fail("an opcode that tensors are written with", `0x${code.toString(16)}`);
    opcode();
  }
}

type Kinded = Extract<PickleValue, { readonly kind: string }>;

export const isKind = <K extends Kinded["kind"]>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<Kinded, { readonly kind: K }> =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === kind;

/** The value of a key of a dictionary; of one that is there twice the last, as in Python. */
export function valueOf(dict: PickleDict, key: string): PickleValue | undefined {
  return dict.entries.findLast(([each]) => each === key)?.[1];
}

/** A key as part of a name. */
export const keyText = (key: PickleValue): string =>
  typeof key === "string" || typeof key === "number" ? `${key}` : "another value";
