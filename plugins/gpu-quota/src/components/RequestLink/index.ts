export { RequestLink } from './RequestLink';
