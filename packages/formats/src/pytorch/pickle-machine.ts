import { refuse, textOf } from "@espalier/files/bytes";
import { isAllowed } from "./globals.ts";
import { isKind, list } from "./pickle-values.ts";
import type { PickleDict, PickleGlobal, PickleValue } from "./pickle-values.ts";

/** The stack machine that a pickle is a program for: where it reads, its stack with marks, and what it remembers. It calls nothing. */
export class PickleMachine {
  readonly #bytes: Uint8Array;
  readonly #offset: number;
  readonly #view: DataView;
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #next: number;

  /** @param offset where the bytes lie in their file, for errors */
  constructor(bytes: Uint8Array, start: number, offset: number) {
    this.#bytes = bytes;
    this.#offset = offset;
    this.#next = start;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where the next byte is. */
  get next(): number {
    return this.#next;
  }

  /** @throws FormatError always, naming the next byte */
  fail(expected: string, received: string): never {
    return refuse(this.#offset + this.#next, "pickle", expected, received);
  }

  // Reading.

  /** Where some bytes begin that are read by it. */
  take(count: number): number {
    if (!(count >= 0 && this.#next + count <= this.#bytes.length))
      this.fail(`${count} bytes`, `${this.#bytes.length - this.#next}`);
    this.#next += count;
    return this.#next - count;
  }

  /** A whole number ≥ 0. */
  number(bytesEach: 1 | 2 | 4): number {
    const at = this.take(bytesEach);
    if (bytesEach === 1) return this.#view.getUint8(at);
    return bytesEach === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  /** A whole number of four bytes, with a sign. */
  signed(): number {
    return this.#view.getInt32(this.take(4), true);
  }

  /** A number of double precision, with the greatest byte first. */
  double(): number {
    return this.#view.getFloat64(this.take(8));
  }

  /** A whole number of any size, with a sign. */
  long(length: number): number | bigint {
    const at = this.take(length);
    let value = 0n;
    for (let byte = length - 1; byte >= 0; byte--) value = (value << 8n) | BigInt(this.#bytes[at + byte]);
    const signed = BigInt.asIntN(8 * Math.max(1, length), value);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  /** Some bytes as they are. */
  bytes(length: number): Uint8Array {
    const at = this.take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** Some bytes as a text. */
  text(length: number): string {
    const at = this.#next;
    return textOf("pickle", this.bytes(length), this.#offset + at);
  }

  /** A text up to the end of its line. */
  line(): string {
    const at = this.#next;
    const end = this.#bytes.indexOf(10, at);
    if (end < 0) this.fail("the end of a line", "none");
    this.#next = end + 1;
    return textOf("pickle", this.#bytes.subarray(at, end), this.#offset + at);
  }

  // The stack.

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.pop() : undefined;
    return value === undefined ? this.fail("a value on the stack", "none") : value;
  }

  top(): PickleValue {
    return this.#stack.at(-1) ?? (this.#stack.length > 0 ? null : this.fail("a value on the stack", "none"));
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** All values above the last mark, which goes with them. */
  toMark(): PickleValue[] {
    const mark = this.#marks.pop() ?? this.fail("a mark", "none");
    return this.#stack.splice(mark);
  }

  /** The items of a list on top. */
  popItems(): PickleValue[] {
    return this.#items(this.pop());
  }

  #items(value: PickleValue): PickleValue[] {
    return isKind(value, "list") ? value.items : this.fail("a tuple", "another value");
  }

  // The memo.

  get remembered(): number {
    return this.#memo.size;
  }

  remember(key: number): void {
    this.#memo.set(key, this.top());
  }

  recall(key: number): void {
    const value = this.#memo.get(key);
    this.push(value === undefined ? this.fail("a value that was remembered", `${key}`) : value);
  }

  // Values.

  tuple(count: number): void {
    this.push(list(Array.from({ length: count }, () => this.pop()).toReversed()));
  }

  global(module: string, name: string): void {
    const full = `${module}.${name}`;
    if (!isAllowed(full))
      this.fail(
        "classes and functions of PyTorch, NumPy and plain containers (save the state_dict alone)",
        full.slice(0, 100),
      );
    this.push({ kind: "global", name: full } satisfies PickleGlobal);
  }

  /** A container as it is made; what any other call would make, as its name and arguments. */
  call(callable: PickleValue, args: PickleValue[]): void {
    if (!isKind(callable, "global")) return this.fail("a function by its name", "another value");
    const { name } = callable;
    if (name === "collections.defaultdict") this.push(this.#dictOf([]));
    else if (name === "collections.OrderedDict" || /^(__builtin__|builtins)\.dict$/.test(name))
      this.push(this.#dictOf(args));
    else if (/^(__builtin__|builtins)\.(set|frozenset|list|tuple)$/.test(name))
      this.push(list([...(args.length === 0 ? [] : this.#items(args[0]))]));
    else this.push({ kind: "object", at: this.#offset + this.#next, type: name, args, state: null });
  }

  #dictOf(args: readonly PickleValue[]): PickleDict {
    const pairs = args.length === 0 ? [] : this.#items(args[0]);
    return {
      kind: "dict",
      entries: pairs.map((pair) => [this.#items(pair)[0] ?? null, this.#items(pair)[1] ?? null]),
    };
  }

  persistent(id: readonly PickleValue[]): void {
    this.push({ kind: "persistent", at: this.#offset + this.#next, id });
  }

  /** Keys and values, one after the other, into the dictionary on top. */
  setItems(values: readonly PickleValue[]): void {
    const target = this.top();
    if (isKind(target, "object")) return; // a container that nothing reads
    if (!isKind(target, "dict")) return this.fail("a dictionary", "another value");
    for (let at = 0; at + 1 < values.length; at += 2) target.entries.push([values[at], values[at + 1]]);
  }

  /** Values into the list on top. */
  append(values: readonly PickleValue[]): void {
    const target = this.top();
    if (isKind(target, "object")) return; // a container that nothing reads
    if (!isKind(target, "list")) return this.fail("a list", "another value");
    for (const value of values) target.items.push(value);
  }

  /** The state of the object below it. */
  build(): void {
    const state = this.pop();
    const target = this.top();
    if (isKind(target, "object")) target.state = state;
    else if (isKind(target, "dict") && isKind(state, "dict")) return; // attributes of an OrderedDict, such as _metadata
    else this.fail("an object to build", "another value");
  }
}
