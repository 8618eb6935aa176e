import type { Schemas } from "@/api/types";

type PolicyProblem = Schemas["PolicyProblemView"];

/** Where a problem stands in its text, counted from its beginning. */
export function offsetOf(text: string, { line, column }: { line: number; column: number }): number {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf("\n", start);
    if (end < 0) {
      return text.length;
    }
    start = end + 1;
  }
  return Math.min(start + column - 1, text.length);
}

/** A part of a text: the word at which there is a problem, or what stands between two of these. */
export interface Piece {
  from: number;
  text: string;
  problem: PolicyProblem | null;
}

/** The text in parts, of which those that a problem begins with carry it. At the end of a line there is nothing to mark: the character before it is. */
export function pieces(text: string, problems: readonly PolicyProblem[]): Piece[] {
  const found: Piece[] = [];
  let done = 0;
  const marked = problems
    .map(problem => ({ problem, ...wordAt(text, offsetOf(text, problem)) }))
    .sort((one, other) => one.from - other.from);
  for (const { problem, from, to } of marked) {
    if (from < done || from >= to) {
      continue;
    }
    if (from > done) {
      found.push({ from: done, text: text.slice(done, from), problem: null });
    }
    found.push({ from, text: text.slice(from, to), problem });
    done = to;
  }
  if (done < text.length) {
    found.push({ from: done, text: text.slice(done), problem: null });
  }
  return found;
}

function wordAt(text: string, offset: number): { from: number; to: number } {
  if (offset >= text.length || text[offset] === "\n") {
    return { from: Math.max(0, offset - 1), to: offset };
  }
  const word = /^(?:\w|::)+/.exec(text.slice(offset));
  return { from: offset, to: offset + (word?.[0].length ?? 1) };
}
