import { Button, Skeleton, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "./Problem";
import css from "./parts.module.css";

export function Empty({ title, children, action }: { title?: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={css.empty}>
      {title && <h2>{title}</h2>}
      <p>{children}</p>
      {action}
    </div>
  );
}

export function Waiting({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className={`${css.panelBody} ${css.stack}`} role="status">
      <VisuallyHidden>{t("app.loading")}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: these rows are all alike
        <Skeleton key={row} h={14} w={`${92 - ((row * 17) % 40)}%`} />
      ))}
    </div>
  );
}

export interface Query<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** What a query has: its data, a skeleton while there is none, or its problem. */
export function Loaded<T>({ query, rows, children }: { query: Query<T>; rows?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) {
    return <>{children(query.data)}</>;
  }
  if (query.error) {
    return (
      <div className={css.panelBody}>
        <Problem error={query.error} onReload={() => query.refetch()} />
      </div>
    );
  }
  return rows === undefined ? <Waiting /> : <Waiting rows={rows} />;
}

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

export function More({ pages, label }: { pages: Pages; label?: string }) {
  const { t } = useTranslation();
  return pages.hasNextPage ? (
    <div className={css.more}>
      <Button variant="default" size="xs" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
        {label ?? t("common.more")}
      </Button>
    </div>
  ) : null;
}
