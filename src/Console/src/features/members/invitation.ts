const key = "holdfast.invitation";

/**
 * What a link of an invitation holds, after the #. It is taken out of the address, so that it is in no history and on no screen, and kept in this tab
 * until it was used: who has an account signs in before.
 */
export function takeInvitation(
  location: Pick<Location, "hash" | "pathname" | "search">,
  history: Pick<History, "replaceState" | "state">,
  kept: Pick<Storage, "getItem" | "setItem">,
): string {
  const given = location.hash.slice(1);
  if (given !== "") {
    kept.setItem(key, given);
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return given === "" ? (kept.getItem(key) ?? "") : given;
}
