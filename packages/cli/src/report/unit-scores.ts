/** The importances of the inputs of a layer: those of the network, or the neurons of the layer before. */
export interface LayerUnits {
  /** The layer whose neurons they are; undefined for inputs. */
  readonly layer: number | undefined;
  /** In a network with branches, the layer that reads them instead: what it reads may come from several layers. */
  readonly readBy?: number | undefined;
  /** Of each unit, in the order of its layer. */
  readonly importance: readonly number[];
}

/** Of what these are the importances. */
export const nameOfUnits = ({ layer, readBy }: LayerUnits, plural: boolean): string => {
  const [input, neuron] = plural ? ["Inputs", "Neurons"] : ["input", "neuron"];
  if (readBy !== undefined) return `${input} of layer ${readBy}`;
  return layer === undefined ? input : `${neuron} of layer ${layer}`;
};
