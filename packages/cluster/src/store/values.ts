import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import { StoreError } from "./store.ts";
import type { Store } from "./store.ts";

// Plain data with arrays of numbers, as a file: the SHA-256 of what follows, and then the data as the structured clone algorithm writes them.

const CHECK = 32;

const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

/** Plain data as bytes. */
export function valueToBytes(value: unknown): Uint8Array {
  const bytes = serialize(value);
  return Buffer.concat([sha256(bytes), bytes]);
}

/** Puts plain data under a name that follows from them, and returns the name. */
export async function putContent(store: Store, value: unknown): Promise<string> {
  const name = `${createHash("sha256").update(textOf(value)).digest("hex").slice(0, 32)}.value`;
  if (!(await store.found([name])).has(name)) await store.put(name, valueToBytes(value));
  return name;
}

/** Equal data have equal texts. Their bytes above may differ: V8 writes an array that had holes once, and a number that was a double, in other ways. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => {
    if (ArrayBuffer.isView(each))
      return [
        each.constructor.name,
        Buffer.from(each.buffer, each.byteOffset, each.byteLength).toString("base64"),
      ];
    if (Object.is(each, -0)) return ["number", "-0"];
    return typeof each === "number" && !Number.isFinite(each) ? ["number", String(each)] : each;
  });

/** Reads what {@link valueToBytes} wrote. @throws StoreError when the file is damaged */
export async function readValue(store: Store, name: string): Promise<unknown> {
  const { size, read } = await store.read(name);
  const bytes = await read(0, size);
  const content = bytes.subarray(CHECK);
  if (size < CHECK || !sha256(content).equals(bytes.subarray(0, CHECK)))
    throw new StoreError(
      `${name}: its check sum is not that of its content; remove the file, and it is computed again`,
    );
  return deserialize(content);
}
