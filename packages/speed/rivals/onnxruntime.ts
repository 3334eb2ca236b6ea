import { asOnnx } from "../contenders/inference.ts";
import { sumOfSquares } from "../contenders/support.ts";
import type { Contender, InferenceTask, Prepared } from "../src/tasks.ts";
import { load, presence } from "./load.ts";

/** What is used of both packages of onnxruntime. */
interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, { data: Float32Array }>>>;
  release(): Promise<void>;
}

interface Onnxruntime {
  readonly env: { readonly wasm: { numThreads?: number } };
  readonly Tensor: new (type: "float32", data: Float32Array, shape: readonly number[]) => object;
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: { readonly intraOpNumThreads: number; readonly executionProviders: readonly string[] },
    ): Promise<Session>;
  };
}

/** A contender by one of the packages, in one thread. It multiplies the zeros of a pruned network, as it has no sparse layers. */
export async function onnxruntime(name: string, provider: string): Promise<Contender> {
  const runtime = await load<Onnxruntime>(name);
  const inference = async (task: InferenceTask): Promise<Prepared | undefined> => {
    if (runtime === undefined) return undefined;
    runtime.env.wasm.numThreads = 1;
    const { model, X } = asOnnx(task);
    const session = await runtime.InferenceSession.create(model, {
      intraOpNumThreads: 1,
      executionProviders: [provider],
    });
    const input = new runtime.Tensor("float32", Float32Array.from(X.data), X.shape);
    const compute = async (): Promise<Float32Array> => {
      const results = await session.run({ [session.inputNames[0]]: input });
      return results[session.outputNames[0]].data;
    };
    return {
      figure: sumOfSquares(await compute()),
      run: async () => void (await compute()),
      release: () => void session.release(),
    };
  };
  return { available: presence(name, runtime), prepare: { inference } };
}
