export { noticeModule } from './noticeModule';
