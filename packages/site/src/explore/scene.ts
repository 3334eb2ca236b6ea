import { hashOf, readHash, stateFrom } from "./link.ts";
import type { Keys } from "./link.ts";
import { messageOf } from "./fault.ts";
import { exact } from "./format.ts";

/** A row of the table of numbers. */
export type Row = readonly [name: string, ...values: (number | string)[]];

/** The parts that every scene has: its state and link, its controls, its sentence, its table and its code. */
export class Scene<S extends object> {
  readonly root: HTMLElement;
  readonly #name: string;
  readonly #keys: Keys<S>;
  readonly #update: (changed: Partial<S>) => void | Promise<void>;
  #state: S;
  #updated: Promise<void> = Promise.resolve();
  #spoken = "";
  #isSpeaking = false;
  #linking: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string, keys: Keys<S>, update: (changed: Partial<S>) => void | Promise<void>) {
    this.root = found(document, `#${name}`, HTMLElement);
    this.#name = name;
    this.#keys = keys;
    this.#update = update;
    this.#state = this.#read();
    addEventListener("hashchange", () => {
      if (readHash(location.hash).scene !== name) return;
      this.#state = this.#read();
      this.update(this.#state);
    });
    document.addEventListener("themechange", () => this.update());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.update());
    this.part("copy-link", HTMLButtonElement).addEventListener("click", () => {
      this.#writeLink();
      void copied(this.part("copy-link", HTMLButtonElement), new URL(this.link(), location.href).href);
    });
    const code = this.root.querySelector("pre");
    const copy = this.root.querySelector<HTMLButtonElement>("[data-part=copy-code]");
    if (code !== null) copy?.addEventListener("click", () => void copied(copy, code.textContent ?? ""));
  }

  get state(): S {
    return this.#state;
  }

  link(): string {
    return hashOf(this.#name, this.#keys, this.#state);
  }

  /** Changes the state, updates the scene, and writes the link when the reader pauses. */
  set(changed: Partial<S>): void {
    this.#state = { ...this.#state, ...changed };
    clearTimeout(this.#linking);
    this.#linking = setTimeout(() => this.#writeLink(), 300);
    this.update(changed);
  }

  /** Updates the scene, as after a change of its state. */
  update(changed: Partial<S> = {}): void {
    this.#updated = this.#watched(this.#update(changed));
  }

  /** Until the last update is done. */
  get updated(): Promise<void> {
    return this.#updated;
  }

  /** Says what goes wrong with work of the scene. */
  watch(work: Promise<void>): void {
    void this.#watched(work);
  }

  async #watched(work: void | Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.say(messageOf(error));
    }
  }

  #writeLink(): void {
    try {
      history.replaceState(undefined, "", this.link());
    } catch {
      // Browsers limit how often; the next change writes it.
    }
  }

  part<E extends Element>(name: string, Kind: new () => E): E {
    return found(this.root, `[data-part="${name}"]`, Kind);
  }

  /** A slider and the number box beside it. */
  slider(
    name: string,
    onInput: (value: number) => void,
    onRelease: (value: number) => void = () => {},
  ): void {
    const range = this.part(name, HTMLInputElement);
    const box = this.part(`${name}-box`, HTMLInputElement);
    range.addEventListener("input", () => onInput(range.valueAsNumber));
    range.addEventListener("change", () => onRelease(range.valueAsNumber));
    box.addEventListener("change", () => {
      if (!Number.isFinite(box.valueAsNumber)) return;
      onInput(box.valueAsNumber);
      onRelease(box.valueAsNumber);
    });
  }

  /** @param meaning what a screen reader says of the slider, in place of the bare number */
  showSlider(name: string, value: number, meaning: string): void {
    const range = this.part(name, HTMLInputElement);
    range.value = String(value);
    range.setAttribute("aria-valuetext", meaning);
    this.part(`${name}-box`, HTMLInputElement).value = String(Number(value.toPrecision(4)));
  }

  /** A choice, whose options are what a link may say. */
  select<K extends keyof S & string>(name: K, onChange: (value: S[K]) => void): void {
    const control = this.part(name, HTMLSelectElement);
    control.addEventListener("change", () => {
      const value = this.#keys[name].parse(control.value);
      if (value !== undefined) onChange(value);
    });
  }

  /** The sentence of the result, at most once a second for a screen reader, which also hears what it is about. */
  say(sentence: string, about = ""): void {
    this.part("sentence", HTMLElement).textContent = sentence;
    this.#spoken = about === "" ? sentence : `${about}. ${sentence}`;
    if (this.#isSpeaking) return;
    this.#isSpeaking = true;
    setTimeout(() => {
      this.#isSpeaking = false;
      this.part("spoken", HTMLElement).textContent = this.#spoken;
    }, 1000);
  }

  /** The table of exact numbers. */
  tabulate(heads: readonly string[], rows: readonly Row[]): void {
    const line = (kind: "th" | "td", cells: readonly (number | string)[]): HTMLTableRowElement => {
      const row = document.createElement("tr");
      for (const [at, content] of cells.entries()) {
        const cell = document.createElement(kind === "td" && at === 0 ? "th" : kind);
        if (cell instanceof HTMLTableCellElement && cell.tagName === "TH")
          cell.scope = kind === "th" ? "col" : "row";
        cell.textContent = typeof content === "number" ? exact(content) : content;
        row.append(cell);
      }
      return row;
    };
    this.part("numbers", HTMLTableElement).replaceChildren(
      line("th", heads),
      ...rows.map((row) => line("td", row)),
    );
  }

  /** The current values, filled into the code. */
  fillCode(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values))
      for (const element of this.root.querySelectorAll(`[data-live="${name}"]`)) element.textContent = value;
  }

  #read(): S {
    const { scene, texts } = readHash(location.hash);
    const { state, ignored } = stateFrom(this.#keys, scene === this.#name ? texts : new Map());
    const line = this.part("ignored", HTMLElement);
    line.hidden = ignored.length === 0;
    line.textContent = `In the link, ignored: ${ignored.join(", ")}`;
    return state;
  }
}

function found<E extends Element>(within: ParentNode, selector: string, Kind: new () => E): E {
  const element = within.querySelector(selector);
  if (!(element instanceof Kind)) throw new TypeError(`${selector} is no ${Kind.name}`);
  return element;
}

async function copied(button: HTMLButtonElement, text: string): Promise<void> {
  const label = button.dataset["label"] ?? button.textContent ?? "";
  button.dataset["label"] = label;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not allowed to copy";
  }
  setTimeout(() => (button.textContent = label), 1500);
}
