/** The element with an id, of a kind that it is known to be of. */
export function byId<E extends HTMLElement>(id: string, Kind: new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof Kind)) throw new TypeError(`#${id} is no ${Kind.name}`);
  return element;
}

/** What the page consists of. */
export const page = {
  form: byId("form", HTMLFormElement),
  drop: byId("drop", HTMLLabelElement),
  files: byId("files", HTMLInputElement),
  network: byId("network", HTMLElement),
  data: byId("data", HTMLElement),
  budget: byId("budget", HTMLInputElement),
  ratio: byId("ratio", HTMLInputElement),
  activation: byId("activation", HTMLSelectElement),
  granularity: byId("granularity", HTMLSelectElement),
  compensation: byId("compensation", HTMLSelectElement),
  metric: byId("metric", HTMLSelectElement),
  effort: byId("effort", HTMLSelectElement),
  compact: byId("compact", HTMLInputElement),
  prune: byId("prune", HTMLButtonElement),
  progress: byId("progress", HTMLProgressElement),
  error: byId("error", HTMLElement),
  result: byId("result", HTMLElement),
  summary: byId("summary", HTMLElement),
  layers: byId("layers", HTMLTableElement),
  solved: byId("solved", HTMLElement),
  stages: byId("stages", HTMLTableElement),
  downloads: byId("downloads", HTMLElement),
  picture: byId("picture", HTMLImageElement),
};

/** Shows an error message, or hides it. */
export function showError(message: string | undefined): void {
  page.error.hidden = message === undefined;
  page.error.textContent = message ?? "";
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
