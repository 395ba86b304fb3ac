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
  /** For a few short columns, which fit a phone as they are. */
  neverStacks?: boolean;
};

/**
 * A table whose rows become cards where there is little room. Built from roles, since browsers take a table's meaning
 * away from its elements when a style sheet changes their display.
 */
export function Rows<T>(props: RowsProps<T>) {
  const { caption, columns, rows, rowKey, neverStacks = false } = props;
  return (
    <div className={neverStacks ? undefined : styles.root}>
      <div role="table" className={styles.table} aria-label={caption}>
        <div role="rowgroup" className={styles.head}>
          <div role="row" className={styles.row}>
            {columns.map(column => (
              <div
                key={column.id}
                role="columnheader"
                className={styles.cell}
                data-align={column.align}
              >
                {column.label}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.body}>
          {rows.map(row => (
            <div key={rowKey(row)} role="row" className={styles.row}>
              {columns.map(column => (
                <div
                  key={column.id}
                  role={column.isRowHeader ? 'rowheader' : 'cell'}
                  className={styles.cell}
                  data-align={column.align}
                  data-label={column.label}
                >
                  {column.cell(row)}
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
