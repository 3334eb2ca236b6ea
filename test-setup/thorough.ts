/** Whether exhaustive cases run too: `npm run test:thorough` sets the variable ESPALIER_THOROUGH. */
export const isThorough: boolean =
  (globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } }).process?.env?.[
    "ESPALIER_THOROUGH"
  ] !== undefined;
