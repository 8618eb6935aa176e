import type { ReactNode } from "react";
import css from "./table.module.css";

export interface Column<T> {
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  nowrap?: boolean;
  /** Texts from outside that may be long and without spaces. */
  long?: boolean;
}

interface Props<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
}

/** A table that becomes one card a row on narrow screens. Roles are spelled out, because display: block takes them away. */
export function DataTable<T>({ label, columns, rows, rowKey }: Props<T>) {
  return (
    <div className={css.place}>
      <table className={css.table} role="table" aria-label={label}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(column => (
              <th key={column.key} role="columnheader" scope="col">
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(row => (
            <tr key={rowKey(row)} role="row">
              {columns.map(column => {
                const content = column.cell(row);
                return (
                  <td
                    key={column.key}
                    role="cell"
                    className={column.nowrap ? css.nowrap : column.long ? css.long : undefined}
                    data-label={column.header}
                    data-empty={content === null || content === ""}
                  >
                    <div>{content}</div>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
