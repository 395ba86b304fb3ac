export { QuotaRows } from './QuotaRows';
