/**
 * From a neuron i of the first of some layers to Σ_n ‖y′ − y‖² for each of its weights W_ij: the change of their outputs
 * when it is removed and its mean input goes to the bias. Overwritten by the next call.
 */
export type OutputChanges = (i: number) => Float64Array;
