// The parts of the Fetch Standard that are used. The compiler knows ECMAScript only.

/** An answer. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: { getReader(): BodyReader } | null;
}

export interface BodyReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** `fetch`, or something that answers like it. */
export type Fetch = (
  address: string,
  options: { readonly headers: Readonly<Record<string, string>>; readonly signal: Signal },
) => Promise<HttpResponse>;

/** An AbortSignal, made by the platform. */
export type Signal = InstanceType<typeof AbortController>["signal"];

declare const setTimeout: (callback: () => void, milliseconds: number) => unknown;
declare const clearTimeout: (timer: unknown) => void;
declare const AbortController: new () => { readonly signal: { readonly aborted: boolean }; abort(): void };

export const createAbort = (): InstanceType<typeof AbortController> => new AbortController();

export const later = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds));

/** Calls back after a while; returns a function that calls it off. */
export function after(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
}
