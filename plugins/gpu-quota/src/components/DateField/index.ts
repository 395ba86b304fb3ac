export { DateField, type DateFieldProps } from './DateField';
export { endOfDay, toDay } from './days';
