export { MyQuotaPage } from './MyQuotaPage';
