export {
  ClassTitle,
  EntityTitle,
  classRef,
  useEntityTitle,
} from './EntityTitle';
export { useTitles } from './useTitles';
