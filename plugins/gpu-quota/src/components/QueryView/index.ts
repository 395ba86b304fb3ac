export { QueryView, type QueryViewProps, type ViewedQuery } from './QueryView';
