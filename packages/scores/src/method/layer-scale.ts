/**
 * The exponents of the powers of two by which numbers of a layer are multiplied before they are squared, so that no square is out of range.
 * Such a factor changes no digit.
 */
export interface LayerScale {
  /** Of the inputs x. */
  readonly input: number;
  /** Of the sensitivities g. */
  readonly sensitivity: number;
  /** Of the weights W. */
  readonly weight: number;
}

/** The scales of a network on some samples. Plain data. */
export interface Scales {
  /** Of each layer, in the order of the network. */
  readonly layers: readonly LayerScale[];
  /** The exponent of the outputs. */
  readonly outputs: number;
}
