/** The importances of the inputs of a layer: those of the network, or the neurons of the layer before. */
export interface LayerUnits {
  /** The layer whose neurons they are; undefined for inputs. */
  readonly layer: number | undefined;
  readonly importance: readonly number[];
}
