/*
 * Numbers of IEEE 754 binary16: sign, 5 bits of exponent e, 10 bits of fraction f.
 *
 *     0 < e < 31    (1 + f / 2¹⁰) 2^(e − 15)
 *         e = 0     (f / 2¹⁰) 2⁻¹⁴                  subnormal
 *         e = 31    infinity where f = 0, else NaN
 */

/** The number that 16 bits mean; exact in single and double precision. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** The nearest of those numbers, the even one of two; its 16 bits. From 65520 on that is infinity. */
export function numberToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  // The least exponent whose numbers go up to the value: below 2⁻¹⁴ all have the distance 2⁻²⁴.
  let exponent = 1;
  while (exponent < 30 && size >= 2 ** (exponent - 14)) exponent++;
  const steps = roundHalfEven(size / 2 ** (exponent - 25)); // exact, for a power of two
  // A subnormal number has less than 1024 steps, and its exponent bits are 0. 2048 steps are the next exponent's 1024.
  return sign | (steps < 1024 ? steps : (exponent << 10) + steps - 1024);
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/*
 * Numbers of bfloat16: the upper 16 bits of a binary32.
 */
const single = new DataView(new ArrayBuffer(4));

/** The number that 16 bits of a bfloat16 mean; exact in single and double precision. */
export function brainToNumber(bits: number): number {
  single.setUint32(0, bits * 2 ** 16);
  return single.getFloat32(0);
}

/** The nearest bfloat16, the even one of two; its 16 bits. */
export function numberToBrain(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  // Rounded to odd in single precision first, so that the second rounding sees on which side of the middle the value is.
  single.setFloat32(0, value);
  let bits = single.getUint32(0);
  const near = single.getFloat32(0);
  if (near !== value && Number.isFinite(near)) {
    if (Math.abs(near) > Math.abs(value)) bits--;
    bits |= 1;
  }
  const [upper, lower] = [bits >>> 16, bits & 0xffff];
  return lower > 0x8000 || (lower === 0x8000 && upper % 2 === 1) ? upper + 1 : upper;
}
