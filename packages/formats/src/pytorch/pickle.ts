import { PickleMachine } from "./pickle-machine.ts";
import { list } from "./pickle-values.ts";
import type { PickleValue } from "./pickle-values.ts";

/*
 * A pickle is a program for a stack machine. This one knows the opcodes that tensors and modules are written with, builds plain values from
 * them, and calls nothing: what a program would call stays a name with its arguments.
 */

export interface Pickled {
  readonly value: PickleValue;
  /** Where the next byte is. */
  readonly end: number;
}

// prettier-ignore
const opcodes: Readonly<Partial<Record<number, (machine: PickleMachine) => void>>> = {
  0x80: (m) => { const version = m.number(1); if (version > 5) m.fail("a protocol up to 5", `${version}`); },
  0x95: (m) => void m.take(8),                                // FRAME
  0x7d: (m) => m.push({ kind: "dict", entries: [] }),         // EMPTY_DICT
  0x5d: (m) => m.push(list([])),                              // EMPTY_LIST
  0x29: (m) => m.push(list([])),                              // EMPTY_TUPLE
  0x8f: (m) => m.push(list([])),                              // EMPTY_SET
  0x28: (m) => m.mark(),                                      // MARK
  0x4e: (m) => m.push(null),                                  // NONE
  0x88: (m) => m.push(true),
  0x89: (m) => m.push(false),
  0x4b: (m) => m.push(m.number(1)),                           // BININT1
  0x4d: (m) => m.push(m.number(2)),                           // BININT2
  0x4a: (m) => m.push(m.signed()),                            // BININT
  0x8a: (m) => m.push(m.long(m.number(1))),                   // LONG1
  0x47: (m) => m.push(m.double()),                            // BINFLOAT
  0x58: (m) => m.push(m.text(m.number(4))),                   // BINUNICODE
  0x8c: (m) => m.push(m.text(m.number(1))),                   // SHORT_BINUNICODE
  0x54: (m) => m.push(m.text(m.number(4))),                   // BINSTRING
  0x55: (m) => m.push(m.text(m.number(1))),                   // SHORT_BINSTRING
  0x42: (m) => m.push(m.bytes(m.number(4))),                  // BINBYTES
  0x43: (m) => m.push(m.bytes(m.number(1))),                  // SHORT_BINBYTES
  0x74: (m) => m.push(list(m.toMark())),                      // TUPLE
  0x85: (m) => m.tuple(1),
  0x86: (m) => m.tuple(2),
  0x87: (m) => m.tuple(3),
  0x61: (m) => m.append([m.pop()]),                           // APPEND
  0x65: (m) => m.append(m.toMark()),                          // APPENDS
  0x90: (m) => m.append(m.toMark()),                          // ADDITEMS
  0x73: (m) => { const [value, key] = [m.pop(), m.pop()]; m.setItems([key, value]); }, // SETITEM
  0x75: (m) => m.setItems(m.toMark()),                        // SETITEMS
  0x71: (m) => m.remember(m.number(1)),                       // BINPUT
  0x72: (m) => m.remember(m.number(4)),                       // LONG_BINPUT
  0x94: (m) => m.remember(m.remembered),                      // MEMOIZE
  0x68: (m) => m.recall(m.number(1)),                         // BINGET
  0x6a: (m) => m.recall(m.number(4)),                         // LONG_BINGET
  0x63: (m) => { const module = m.line(); m.global(module, m.line()); }, // GLOBAL
  0x93: stackGlobal,                                          // STACK_GLOBAL
  0x52: (m) => { const args = m.popItems(); m.call(m.pop(), args); }, // REDUCE
  0x81: (m) => { const args = m.popItems(); m.call(m.pop(), args); }, // NEWOBJ
  0x62: (m) => m.build(),                                     // BUILD
  0x51: (m) => m.persistent(m.popItems()),                    // BINPERSID
  0x30: (m) => void m.pop(),                                  // POP
  0x31: (m) => void m.toMark(),                               // POP_MARK
  0x32: (m) => m.push(m.top()),                               // DUP
};
const STOP = 0x2e;

/** A global whose module and name are on the stack. */
function stackGlobal(machine: PickleMachine): void {
  const [name, module] = [machine.pop(), machine.pop()];
  if (typeof name !== "string" || typeof module !== "string") return machine.fail("two texts", "others");
  machine.global(module, name);
}

/**
 * Runs a pickle.
 *
 * @param offset where its bytes lie in their file, for errors
 * @throws FormatError naming the byte of an opcode or a global that is not known
 * @see Python, "pickletools": the opcodes
 */
export function unpickle(bytes: Uint8Array, start: number, offset: number): Pickled {
  const machine = new PickleMachine(bytes, start, offset);
  for (;;) {
    const code = bytes[machine.take(1)];
    if (code === STOP) return { value: machine.pop(), end: machine.next };
    const opcode = opcodes[code];
    if (opcode === undefined)
      return machine.fail("an opcode that tensors are written with", `0x${code.toString(16)}`);
    opcode(machine);
  }
}
