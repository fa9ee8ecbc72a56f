/** The pages of the site, each under an address of its own. */
export type Place = "start" | "receipt" | "terms" | "privacy";

const paths = { start: "/", receipt: "/receipt", terms: "/terms", privacy: "/privacy" } as const satisfies Record<
  Place,
  string
>;

/** Unknown addresses show the start page: whoever mistyped one wants help. */
export function placeOf(path: string): Place {
  const plain = path.replace(/\/+$/, "") || "/";
  const found = (Object.keys(paths) as Place[]).find((place) => paths[place] === plain);
  return found ?? "start";
}

/** The address of a place; the chosen language goes along. */
export function addressOf(place: Place, search: string): string {
  return `${paths[place]}${search}`;
}
