/** A file with this header, as text or as what JSON.stringify makes a text of, and these bytes. */
export function safetensors(header: unknown, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** A file of f32 tensors of these shapes, each number its place: 0, 1, 2 … */
export function f32Tensors(
  shapes: Readonly<Record<string, readonly number[]>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  let next = 0;
  const entries = Object.entries(shapes).map(([name, shape]): [string, unknown] => {
    const begin = next;
    next += 4 * shape.reduce((size, axis) => size * axis, 1);
    return [name, { dtype: "F32", shape, data_offsets: [begin, next] }];
  });
  const data = Float32Array.from({ length: next / 4 }, (_, index) => index);
  return safetensors(
    Object.fromEntries(metadata === undefined ? entries : [["__metadata__", metadata], ...entries]),
    new Uint8Array(data.buffer),
  );
}
