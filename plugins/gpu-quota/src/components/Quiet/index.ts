export { Quiet, type QuietProps } from './Quiet';
