import { checkTensor, dtypeOf } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

/**
 * Writes a tensor as a .npy file, `<f8` or `<f4` in C order, as NumPy would: version 1.0, the numbers at a multiple of 64.
 *
 * @throws ShapeError, ValueError when it is not a tensor
 */
export function writeNpy(tensor: Tensor): Uint8Array<ArrayBuffer> {
  checkTensor("writeNpy", "the array", tensor);
  const { shape, data } = tensor;
  const each = dtypeOf(tensor) === "f32" ? 4 : 8;
  // One axis is a tuple of one, which Python tells from a number in brackets by its comma.
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dictionary = `{'descr': '<f${each}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const start = 64 * Math.ceil((10 + dictionary.length + 1) / 64);
  const header = `\x93NUMPY\x01\x00  ${dictionary.padEnd(start - 11)}\n`;

  const bytes = new Uint8Array(start + data.length * each);
  bytes.set(Array.from(header, (letter) => letter.charCodeAt(0)));
  const view = new DataView(bytes.buffer);
  view.setUint16(8, start - 10, true);
  for (let p = 0; p < data.length; p++)
    if (each === 4) view.setFloat32(start + 4 * p, data[p], true);
    else view.setFloat64(start + 8 * p, data[p], true);
  return bytes;
}
