const least = 2;

/** How long typing has to rest before the server is asked. */
export const restMs = 250;

/** What lists take as `search`: none for what is too short to be looked for. A ticket's number of one digit is long enough with its sign. */
export function searchOf(text: string | undefined): string | undefined {
  const search = (text ?? "").trim();
  return search.length >= least ? search : /^\d$/.test(search) ? `#${search}` : undefined;
}
