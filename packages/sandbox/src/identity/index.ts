export { createIdentity, type IdentityOptions } from './createIdentity';
