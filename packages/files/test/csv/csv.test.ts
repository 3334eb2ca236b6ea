import { FormatError, tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv, writeCsv } from "../../src/csv/index.ts";
import { linesOf } from "../../src/csv/lines.ts";
import type { ReadCsvOptions } from "../../src/csv/index.ts";
import { matrices } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { describeRefusals } from "../../../network/test/support/refusals.ts";

const csv = (text: string, options?: ReadCsvOptions) => readCsv(new TextEncoder().encode(text), options);

const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });
const tables = fc
  .record({ N: fc.integer({ min: 1, max: 5 }), D: fc.integer({ min: 1, max: 4 }), named: fc.boolean() })
  .chain(({ N, D, named }) =>
    fc.record({
      values: matrices(N, D, anyNumber),
      names: named
        ? fc.array(fc.stringMatching(/^[a-z"][ ,"\w]{0,5}[a-z]$/), { minLength: D, maxLength: D })
        : fc.constant(undefined),
    }),
  )
  .map(({ values, names }) => (names === undefined ? { values } : { values, names }));

describe("a table in CSV", () => {
  law("is read as it was written, to the last bit", tables, (table) => {
    expect(readCsv(writeCsv(table), { header: "names" in table })).toEqual(table);
  });

  const texts = fc.record({
    text: fc
      .array(fc.constantFrom("1,2", "é", " ", "\n", "\n", "\r\n", "\uFEFF"))
      .map((parts) => parts.join("")),
    most: fc.integer({ min: 1, max: 9 }),
  });
  law("is decoded in pieces of whole lines, with the lines of the whole", texts, ({ text, most }) => {
    const bytes = new TextEncoder().encode(text);
    expect([...linesOf(bytes, most)]).toEqual([...linesOf(bytes)]);
  });

  it("names the byte that is not UTF-8 in a later piece", () => {
    const lines = linesOf(Uint8Array.of(49, 10, 50, 10, 51, 255, 10), 2);
    expect(() => [...lines]).toThrow("byte 5, csv: expected UTF-8; received other bytes");
  });

  it("of whole numbers and a comma, some with a 0 behind it, may be one column of decimals, and is asked about", () => {
    const text = "1,05\n2,5\n-3,10\n";
    expect(() => csv(text)).toThrow(
      'the option separator (--separator "," for two columns) or decimal (--decimal-comma',
    );
    expect(csv(text, { separator: "," }).values).toEqual(tensor([[1, 5], [2, 5], [-3, 10]])); // prettier-ignore
    expect(csv(text, { decimal: "," }).values).toEqual(tensor([[1.05], [2.5], [-3.1]]));
    // With a point in any number, or more columns, it is a table with commas.
    for (const sure of ["1,05\n2.5,1\n", "1,05,3\n", "1,5\n2,6\n"]) expect(() => csv(sure)).not.toThrow();
  });

  it("has no carriage return within a line, in a name or as the end of one", () => {
    const read = (text: string) => () => readCsv(new TextEncoder().encode(text));
    const message = "line 1: expected lines that end in \\n or \\r\\n; received a \\r within the line";
    expect(read('a,"b\r""c"""\n1,2\n')).toThrow(message);
    expect(read("1,2\r3,4\r")).toThrow(message);
    expect(read("1,2\r\r\n3,4")().values.data).toEqual(Float64Array.of(1, 2, 3, 4));
  });

  it("has a header when its first line is of words", () => {
    expect(csv("a,b\n1,2\n")).toEqual({ names: ["a", "b"], values: tensor([[1, 2]]) });
    expect(csv("3,4\n1,2\n").values.shape).toEqual([2, 2]);
    expect(csv("3,4\n1,2\n", { header: true })).toEqual({ names: ["3", "4"], values: tensor([[1, 2]]) });
  });

  it("may come from elsewhere: other separators and line ends, spaces, quotes, a byte order mark", () => {
    const expected = { names: ["x, y", 'say "z"'], values: tensor([[-1.5, 0.02]]) };
    const elsewhere = '\uFEFF"x, y" ; "say ""z"""\r\n\r\n -1.5;2e-2\r\n';
    expect(csv(elsewhere, { separator: ";" })).toEqual(expected);
    expect(csv('"x, y","say ""z"""\n"-1.5",+.02')).toEqual(expected);
    expect(csv("1\t2\n", { separator: "\t" }).values).toEqual(tensor([[1, 2]]));
  });

  it("is read in the precision asked for", () => {
    expect(csv("0.1\n", { dtype: "f32" }).values).toEqual(tensor([[0.1]], "f32"));
  });
});

// prettier-ignore
describeRefusals({
  "no table of numbers": [
    [() => csv(""),                           "csv: expected at least one line of numbers; received none"],
    [() => csv("a,b\n"),                      "csv: expected at least one line of numbers; received none"],
    [() => csv("1,2\n3\n"),                   "line 2: expected 2 fields, as in the first line; received 1"],
    [() => csv("1,2\n\n3,x\n"),               'line 3, column 2: expected a finite number; received "x"'],
    [() => csv("1,2\n3,\n"),                  'line 2, column 2: expected a finite number; received ""'],
    [() => csv("1\nnan\n"),                   'line 2, column 1: expected a finite number; received "nan"'],
    [() => csv("1\n1e999\n"),                 'line 2, column 1: expected a finite number; received "1e999"'],
    [() => csv(`1\n${"1".repeat(2 ** 16 + 1)}\n`), "line 2: expected fields of at most 65536 characters; received a longer one"],
    [() => csv(`1\n1${" ".repeat(2 ** 17)}\n`), "line 2: expected fields of at most 65536 characters; received a longer one"],
    [() => csv("1\n0x10\n"),                  'line 2, column 1: expected a finite number; received "0x10"'],
    [() => csv("a\n1\n", { header: false }),  'line 1, column 1: expected a finite number; received "a"'],
    [() => csv('a,"b\n1,2\n'),                "line 1, column 2: expected a closing quote; received the end of the line"],
    [() => csv('"a"b\n1\n'),                  'line 1, column 1: expected "," behind a quote; received "b"'],
    [() => csv("1\n", { separator: ", " }),   'readCsv: expected one character between the fields, other than "."; received ", "'],
    [() => csv("1\n", { separator: "." }),    'readCsv: expected one character between the fields, other than "."; received "."'],
    [() => readCsv(Uint8Array.of(0x31, 10, 0xff)), "byte 2, csv: expected UTF-8; received other bytes"],
    [() => writeCsv({ values: tensor([1]) }), "writeCsv: expected values [n, d]; received [1]"],
    [() => writeCsv({ values: tensor([[1]]), names: ["x".repeat(2 ** 16 + 1)] }), `writeCsv: expected names of at most 65536 characters; received "${"x".repeat(40)}" …`],
    [() => writeCsv({ values: tensor([[1]]), names: [] }), "writeCsv: expected 1 names; received 0"],
  ],
});

it("a field of a hundred thousand digits is refused in one pass", () => {
  expect(() => csv(`1\n${"1".repeat(100_000)}x\n`)).toThrow(FormatError);
});

describe("the first line of a table", () => {
  // prettier-ignore
  it.each<readonly [line: string, header: boolean]>([
    ["height,width", true], ["x 1,y 2", true], ["1.5,2", false], ["1,0", false], ["-1,+2", false],
    ["1,2", false], ["1,2,4", false], ["3,2,1", false], ["0.5,1.5,2.5", false], ["2,2,2", false], ["7", false],
  ])("%s is a header: %s", (line, header) => {
    const sample = line.replaceAll(/[^,]+/g, "8");
    expect("names" in csv(`${line}\n${sample}\n`)).toBe(header);
  });

  // Each of these may be names or a sample.
  it.each([
    "0,1,2",
    "0,1",
    "1,2,3",
    "0.0,1.0,2.0,3.0",
    "2019,2020,2021,2022",
    "-1,0,1",
    '"1","2"',
    "a,2",
    ",x",
    "1,,3",
    "1,NaN",
    "1,inf",
    "1,0x1F",
    '"1,500",2',
    "2019,total",
  ])("%s is refused without the option, and read both ways with it", (line) => {
    const width = line.startsWith('"1,500"') ? 2 : line.split(",").length;
    const text = `${line}\n${Array.from({ length: width }, () => "7").join()}\n`;
    expect(() => csv(text)).toThrow(
      /^line 1: expected the option header \(--header or --no-header\), as this line can be/,
    );
    expect(csv(text, { header: true }).values.shape).toEqual([1, width]);
  });

  it("with names that are numbers, spaces or nothing comes back", () => {
    const table = { names: ["1", " two ", "", 'a "b"', "c,d"], values: tensor([[1, 2, 3, 4, 5]]) };
    expect(readCsv(writeCsv(table), { header: true })).toEqual(table);
    for (const name of ["a\nb", "\r", "half \ud83d"])
      expect(() => writeCsv({ names: [name], values: tensor([[1]]) })).toThrow(
        `writeCsv: expected names of one line in Unicode; received ${JSON.stringify(name)}`,
      );
  });
});

describe("a table that is separated in another way", () => {
  // prettier-ignore
  it.each<readonly [text: string, options: ReadCsvOptions, line: number, hint: string]>([
    ["0.827;-0.826;1.2\n1;2;3\n",  {},                                1,     '3 numbers with --separator ";"'],
    ["a;b\n1.5;2\n",               {},                                2,     '2 numbers with --separator ";"'],
    ["0.1;NaN\n",                   {},                                1,     '1 numbers with --separator ";"'],
    ["0.1\t0.2\n",                 {},                                1,     "2 numbers with --separator tab"],
    ["a\tb\n0.1\t0.2\n",         {},                                2,     "2 numbers with --separator tab"],
    ["0.1 0.2\n",                   {},                                1,     '2 numbers with --separator " "'],
    ["1,5;-2,5\n",                  {},                                1,     '2 numbers with --separator ";" --decimal-comma'],
    ["a;b\n1,5;-2,5\n",            {},                                2,     '2 numbers with --separator ";" --decimal-comma'],
    ["1,5\t2\n",                   {},                                1,     "2 numbers with --separator tab --decimal-comma"],
    ["1,5;2,5\n",                   { separator: ";" },                1,     '2 numbers with --separator ";" --decimal-comma'],
    ["1,5\t2,5\n",                 { separator: "\t" },              1,     "2 numbers with --separator tab --decimal-comma"],
    ["1.5,2.5\n",                   { decimal: "," },                  1,     '2 numbers with --separator "," and without --decimal-comma'],
    ["0.1;0.2\n",                   { header: false },                 1,     '2 numbers with --separator ";"'],
    ["0.1;0.2\n0.3;0.4\n",         { header: true },                  2,     '2 numbers with --separator ";"'],
  ])("%j with %j is refused with the options that read it", (text, options, line, hint) => {
    const content = JSON.stringify(text.split("\n")[line - 1]);
    expect(() => csv(text, options)).toThrow(
      `line ${line}: expected the options separator and decimal (--separator, --decimal-comma), as this line has ${hint}; received ${content}`,
    );
  });

  it("and whose names are in quotes is refused at the first of them", () => {
    expect(() => csv('"a";"b"\n1;2\n')).toThrow(
      'line 1, column 1: expected "," behind a quote, or the options separator and decimal (--separator, --decimal-comma); received ";"',
    );
  });
});

it("numbers with a decimal comma are separated by semicolons", () => {
  expect(csv("a;b\n1,5;-2\n,5;1e3\n", { decimal: "," })).toEqual({
    names: ["a", "b"],
    values: tensor([[1.5, -2], [0.5, 1000]]), // prettier-ignore
  });
  expect(() => csv("1.5;2,5\n", { decimal: ",", header: false })).toThrow(
    'line 1, column 1: expected a finite number; received "1.5"',
  );
  expect(() => csv("1,5\n", { decimal: ",", separator: "," })).toThrow(
    /expected one character between the fields, other than ","/,
  );
});
