export { Shortcuts, type Shortcut } from './Shortcuts';
