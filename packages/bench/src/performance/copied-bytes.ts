/** How many bytes are copied to see how fast memory is: more than any cache holds. */
export const COPIED_BYTES: number = 2 ** 28;
