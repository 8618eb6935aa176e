import { type ReactNode, useEffect } from "react";
import { Link } from "react-router";
import css from "./parts.module.css";

interface PageProps {
  title: string;
  intro?: ReactNode;
  /** Where this page hangs: the list that it is one of. */
  parent?: { to: string; label: string };
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, intro, parent, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Holdfast`;
  }, [title]);
  return (
    <>
      <div className={css.header}>
        <div>
          {parent && (
            <div className={css.crumb}>
              <Link to={parent.to}>{parent.label}</Link>
              <span aria-hidden> /</span>
            </div>
          )}
          <h1>{title}</h1>
          {intro && <div className={css.intro}>{intro}</div>}
        </div>
        {actions && <div className={css.row}>{actions}</div>}
      </div>
      <div className={css.stack}>{children}</div>
    </>
  );
}

interface PanelProps {
  title?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}

export function Panel({ title, actions, flush, children }: PanelProps) {
  return (
    <section className={css.panel} aria-label={typeof title === "string" ? title : undefined}>
      {(title || actions) && (
        <div className={css.panelHead}>
          {title && <h2>{title}</h2>}
          {actions && <div className={css.row}>{actions}</div>}
        </div>
      )}
      <div className={flush ? css.flush : css.panelBody}>{children}</div>
    </section>
  );
}

export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={css.facts}>
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([term, value]) => (
          <FactRow key={term} term={term} value={value} />
        ))}
    </dl>
  );
}

function FactRow({ term, value }: { term: string; value: ReactNode }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </>
  );
}
