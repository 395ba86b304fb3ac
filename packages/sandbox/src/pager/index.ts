export { createPager, type PagerOptions } from './createPager';
