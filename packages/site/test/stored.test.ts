import { inflateSync } from "node:zlib";
import { expect, it } from "vitest";
import { zlibSync } from "../src/explore/stored.ts";

it.each([0, 1, 65_535, 65_536, 200_000])("%s bytes come back from what zlib reads", (length) => {
  const bytes = Uint8Array.from({ length }, (_, k) => (k * 31) % 251);
  expect(new Uint8Array(inflateSync(zlibSync(bytes)))).toEqual(bytes);
});
