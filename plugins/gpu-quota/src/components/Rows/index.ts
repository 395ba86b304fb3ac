export { Rows, type RowsColumn, type RowsProps } from './Rows';
