export { createForge } from './createForge';
export type { Forge, ForgeOptions } from './createForge';
export type { Credentials } from './credentials';
export type { Author } from './git/fastImport';
export type { PushEvent, PushListener } from './pushes';
export type { Repository } from './RepositoryStore';
