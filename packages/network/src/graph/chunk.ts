/**
 * The number of samples that are computed at a time. It is part of the definition of every sum over samples, so the bits of a result
 * depend neither on the memory of a machine nor on its number of workers.
 */
export const CHUNK = 1024;
