/** The element with an id, of a kind that it is known to be of. */
export function byId<E extends Element>(id: string, Kind: new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof Kind)) throw new TypeError(`#${id} is no ${Kind.name}`);
  return element;
}
