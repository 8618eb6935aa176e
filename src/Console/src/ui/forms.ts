import type { UseFormReturnType } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { ApiProblem } from "@/api/problem";
import { fieldText } from "@/i18n/problems";

/**
 * A change made by a form. A problem that names fields is put at those fields; what it says of others stays in `error`.
 */
// biome-ignore lint/suspicious/noExplicitAny: Mantine's form type is invariant in its values
export function useSubmit<V, R>(form: UseFormReturnType<any>, send: (values: V) => Promise<R>, done: (result: R) => void) {
  return useMutation<R, Error, V>({
    mutationFn: send,
    onSuccess: done,
    onError: error => {
      const problem = ApiProblem.from(error);
      const names = Object.keys(problem.errors);
      if (names.length > 0) {
        form.setErrors(Object.fromEntries(names.map(name => [name, fieldText(problem, name)])));
        const first = names.find(name => name in form.getValues());
        if (first !== undefined) {
          form.getInputNode(first)?.focus();
        }
      }
    },
  });
}

/** The problem is wholly shown at the form's fields, so that it need not be said twice. */
export function isShownAtFields(error: unknown, values: object): boolean {
  const names = error instanceof ApiProblem ? Object.keys(error.errors) : [];
  return names.length > 0 && names.every(name => name in values);
}
