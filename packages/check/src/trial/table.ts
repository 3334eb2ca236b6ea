import { dot } from "../points/directions.ts";

/**
 * ⟨u, J v⟩ for every direction v (a row) and every cotangent u (a column). With unit vectors it is the Jacobian itself.
 *
 * This number can be had in many ways, and each way fills in one table. The oracles compare the tables.
 */
export type Table = readonly Float64Array[];

/** The table of some J v, one row each. */
export const tableOf = (cotangents: readonly Float64Array[], pushed: readonly Float64Array[]): Table =>
  pushed.map((yDot) => pairAll(cotangents, yDot));

export const pairAll = (vectors: readonly Float64Array[], one: Float64Array): Float64Array =>
  Float64Array.from(vectors, (each) => dot(each, one));
