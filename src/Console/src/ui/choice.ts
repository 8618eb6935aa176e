import { type KeyboardEvent, useState } from "react";

/** The arrows and the Enter key of a list of options that the focus does not enter: the text box above it handles them. */
export function useChoice(count: number, pick: (index: number) => void) {
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, count - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const last = count - 1;
    const next = { ArrowDown: chosen >= last ? 0 : chosen + 1, ArrowUp: chosen <= 0 ? last : chosen - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setAt(next);
    } else if (event.key === "Enter") {
      event.preventDefault();
      pick(chosen);
    }
  };
  return { chosen, setAt, onKeyDown };
}
