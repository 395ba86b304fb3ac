import type { ReactNode } from 'react';
import styles from './Rows.module.css';

export type RowsColumn<T> = {
  id: string;
  label: string;
  cell: (row: T) => ReactNode;
  /** Figures line up at the end. */
  align?: 'end';
  /** The cell that names the row. */
  isRowHeader?: boolean;
};

export type RowsProps<T> = {
  /** Names the table for people who do not see it. */
  caption: string;
  columns: RowsColumn<T>[];
  rows: T[];
  rowKey: (row: T) => string;
};

/**
 * A table whose rows become cards where there is little room. The roles are spelled out because browsers drop a
 * table's own when CSS changes its display.
 */
export function Rows<T>(props: RowsProps<T>) {
  const { caption, columns, rows, rowKey } = props;
  return (
    <div className={styles.root}>
      <table role="table" className={styles.table} aria-label={caption}>
        <thead role="rowgroup" className={styles.head}>
          <tr role="row">
            {columns.map(column => (
              <th
                key={column.id}
                role="columnheader"
                scope="col"
                data-align={column.align}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(row => (
            <tr key={rowKey(row)} role="row" className={styles.row}>
              {columns.map(column =>
                column.isRowHeader ? (
                  <th
                    key={column.id}
                    role="rowheader"
                    scope="row"
                    className={styles.rowHeader}
                  >
                    {column.cell(row)}
                  </th>
                ) : (
                  <td
                    key={column.id}
                    role="cell"
                    data-align={column.align}
                    data-label={column.label}
                  >
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
