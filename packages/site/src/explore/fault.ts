/** What browsers say of a script or a file that they could not get. */
const NOT_LOADED = /imported module|module script|failed to fetch|networkerror|load failed/i;

/** What went wrong, for a reader. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return NOT_LOADED.test(message)
    ? "A part of this page could not be loaded. Is this device offline?"
    : message;
}
