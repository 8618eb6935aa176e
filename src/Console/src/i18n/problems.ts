import type { ApiProblem } from "@/api/problem";
import { givenWord } from ".";

/** What a problem says in the reader's language: by its code where we have the words, otherwise as the server put it. */
export function problemText(problem: ApiProblem): string {
  return wordsOf(problem.code) ?? problem.detail;
}

/** The same for one field of a form. */
export function fieldText(problem: ApiProblem, field: string): string {
  const alone = Object.keys(problem.errors).length === 1;
  return (alone ? wordsOf(problem.code) : undefined) ?? problem.errors[field] ?? problem.detail;
}

const wordsOf = (code: string) => givenWord("problems", code);
