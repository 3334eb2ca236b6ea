// The threads of Node and browsers. The compiler knows ECMAScript only.

import { WorkerError } from "./errors.ts";

declare global {
  interface ImportMeta {
    url: string;
  }
}

declare const URL: new (path: string, base: string) => object;
declare const process:
  | undefined
  | { readonly getBuiltinModule?: (name: string) => unknown; readonly execArgv: readonly string[] };
declare const navigator: undefined | { readonly hardwareConcurrency?: number };
declare const Worker: undefined | (new (url: object, options: { readonly type: "module" }) => WebWorker);
declare const addEventListener: WebPort["addEventListener"];
declare const postMessage: WebPort["postMessage"];

interface WebPort {
  addEventListener(event: string, listener: (event: { data?: unknown; message?: string }) => void): void;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
}

interface WebWorker extends WebPort {
  terminate(): void;
}

interface NodePort {
  on(event: string, listener: (value: unknown) => void): void;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
}

interface NodeWorker extends NodePort {
  terminate(): Promise<unknown>;
  ref(): void;
  unref(): void;
}

interface WorkerOptions {
  readonly execArgv?: readonly string[];
}

interface NodeThreads {
  readonly Worker: new (url: object, options: WorkerOptions) => NodeWorker;
  readonly parentPort: NodePort | null;
}

/** Sends plain data; memory in `transfer` is moved, not copied. */
export type Post = (message: unknown, transfer: readonly ArrayBuffer[]) => void;

/** The other side of a worker. */
export interface Thread {
  readonly post: Post;
  /** Whether a process has to stay alive for it. */
  readonly keepAlive: (yes: boolean) => void;
  readonly terminate: () => Promise<void>;
}

/** The events of a thread. */
export interface Listener {
  readonly message: (data: unknown) => void;
  /** It has ended, or its message cannot be read. */
  readonly death: (reason: string) => void;
}

export type StartThread = (listener: Listener) => Thread;

/** Node's; found without an import, which a bundler for browsers could not resolve. */
const nodeThreads = (): NodeThreads | undefined =>
  // A part of the interface of Node's module.
  typeof process === "undefined"
    ? undefined
    : (process.getBuiltinModule?.("node:worker_threads") as NodeThreads | undefined);

/** Starts a worker of the platform; undefined if it has none. */
export function threads(): StartThread | undefined {
  if (nodeThreads() !== undefined) return (listener) => nodeThread(besideThis(), listener);
  return typeof Worker === "undefined" ? undefined : webThread;
}

/** The worker's module beside this one: TypeScript in the sources, JavaScript in the build. */
function besideThis(): object {
  const here = import.meta.url;
  return new URL(`./worker${here.slice(here.lastIndexOf("."))}`, here);
}

/**
 * Options for a worker. A worker has those of its process, unless it is given some; Node refuses it where one of those is about
 * the whole process, as `--title` and the options of V8 are. So it is given none, but where `--input-type` would come along, which Node
 * refuses for a worker's file.
 */
function optionsOf(argv: readonly string[]): readonly WorkerOptions[] {
  const kept = argv.filter((flag) => !flag.startsWith("--input-type"));
  if (kept.length === argv.length) return [{}];
  const aboutModules = kept.filter((flag) => /^--(conditions|import|require|experimental|no-)/.test(flag));
  return [{ execArgv: kept }, { execArgv: aboutModules }, { execArgv: [] }];
}

/** @throws WorkerError where Node starts no worker, with its reason: as where it lacks the permission */
function start(node: NodeThreads, url: object): NodeWorker {
  let reason: unknown;
  for (const options of optionsOf(process?.execArgv ?? [])) {
    try {
      return new node.Worker(url, options);
    } catch (error) {
      reason ??= error;
    }
  }
  throw new WorkerError(`a worker could not be started: ${String(reason)}`);
}

/** @param url of a worker's module */
export function nodeThread(url: object, { message, death }: Listener): Thread {
  const node = nodeThreads();
  if (node === undefined) throw new Error("this is not Node");
  const worker = start(node, url);
  worker.on("message", message);
  worker.on("messageerror", () => death("a message that cannot be read"));
  worker.on("error", (error) => death(String(error)));
  worker.on("exit", (code) => death(`its exit with code ${String(code)}`));
  worker.unref();
  return {
    post: (data, transfer) => worker.postMessage(data, transfer),
    keepAlive: (yes) => (yes ? worker.ref() : worker.unref()),
    terminate: async () => void (await worker.terminate()),
  };
}

function webThread({ message, death }: Listener): Thread {
  if (typeof Worker === "undefined") throw new Error("there are no workers");
  // Bundlers look for exactly this expression.
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }) => message(data));
  worker.addEventListener("messageerror", () => death("a message that cannot be read"));
  worker.addEventListener("error", (event) => death(event.message ?? "an error while it was loaded"));
  return {
    post: (data, transfer) => worker.postMessage(data, transfer),
    keepAlive() {},
    terminate: () => Promise.resolve(worker.terminate()),
  };
}

/** Inside a worker: listens to the thread that started it. */
export function listen(message: (data: unknown) => void): Post {
  const port = nodeThreads()?.parentPort;
  if (port) {
    port.on("message", message);
    return (data, transfer) => port.postMessage(data, transfer);
  }
  addEventListener("message", ({ data }) => message(data));
  return (data, transfer) => postMessage(data, transfer);
}

/** The number of cores; 2 if the platform does not say. */
export const cores = (): number =>
  (typeof navigator === "undefined" ? undefined : navigator.hardwareConcurrency) ?? 2;
