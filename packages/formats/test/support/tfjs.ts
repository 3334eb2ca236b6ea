import type { TfjsFiles } from "../../src/tfjs/index.ts";

const utf8 = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));

type More = Readonly<Record<string, unknown>>;

/** What tests change of a model. */
export interface TestModel {
  format: string;
  readonly modelTopology: More & {
    readonly model_config: {
      class_name: string;
      readonly config: More & {
        readonly layers: {
          class_name: string;
          readonly config: { activation?: string; [more: string]: unknown };
        }[];
      };
    };
  };
  readonly weightsManifest: {
    paths: string[];
    readonly weights: ({ name: string; dtype: string } & More)[];
  }[];
  readonly [more: string]: unknown;
}

/** A model by the converter of Keras, in the form of Keras 2, whose weights are bytes and half precision. */
export function quantised(shard: string, change: (model: TestModel) => void = () => {}): TfjsFiles {
  const dense = (name: string, units: number, activation: string, more: object = {}) => ({
    class_name: "Dense",
    config: { name, units, activation, use_bias: true, ...more },
  });
  const model: TestModel = {
    format: "layers-model",
    generatedBy: "keras v2.15.0",
    convertedBy: "TensorFlow.js Converter v4.17.0",
    modelTopology: {
      keras_version: "2.15.0",
      backend: "tensorflow",
      model_config: {
        class_name: "Sequential",
        config: {
          name: "sequential",
          layers: [
            { class_name: "InputLayer", config: { batch_input_shape: [null, 2], name: "input_1" } },
            dense("dense", 2, "linear"),
            { class_name: "BatchNormalization", config: { name: "norm", axis: [1], epsilon: 0 } },
            { class_name: "Activation", config: { name: "act", activation: "relu" } },
            { class_name: "Dropout", config: { name: "drop", rate: 0.5 } },
            dense("dense_1", 1, "softmax"),
          ],
        },
      },
    },
    weightsManifest: [
      {
        paths: [shard],
        weights: [
          {
            name: "dense/kernel",
            shape: [2, 2],
            dtype: "float32",
            quantization: { dtype: "uint8", scale: 0.5, min: -1, original_dtype: "float32" },
          },
          {
            name: "dense/bias",
            shape: [2],
            dtype: "float32",
            quantization: { dtype: "uint16", scale: 1, min: 0, original_dtype: "float32" },
          },
          { name: "norm/moving_mean", shape: [2], dtype: "float32" },
          { name: "norm/moving_variance", shape: [2], dtype: "float32" },
          {
            name: "dense_1/kernel",
            shape: [2, 1],
            dtype: "float32",
            quantization: { dtype: "float16", original_dtype: "float32" },
          },
          { name: "dense_1/bias", shape: [1], dtype: "float32" },
        ],
      },
    ],
  };
  change(model);
  const bytes = new Uint8Array(4 + 4 + 16 + 4 + 4);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 2, 4, 6]); // −1, 0, 1, 2
  view.setUint16(4, 3, true);
  view.setUint16(6, 5, true);
  [1, 1, 4, 4].forEach((value, k) => view.setFloat32(8 + 4 * k, value, true));
  view.setUint16(24, 0x3c00, true); // 1
  view.setUint16(26, 0xc000, true); // −2
  view.setFloat32(28, 0.25, true);
  return { json: utf8(model), shard: bytes };
}
