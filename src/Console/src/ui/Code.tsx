import { Fragment, type ReactNode } from "react";
import css from "./parts.module.css";

/** A text without spaces that may break after its separators, so that it need not break within a word. */
export function breakable(text: string): ReactNode {
  return text.split(/(?<=[._/:@,-])(?=[^._/:@,-])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name than their place
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

/** A name that machines use: an event, a rule, a code. */
export function Code({ children }: { children: string }) {
  return <code className={css.mono}>{breakable(children)}</code>;
}
