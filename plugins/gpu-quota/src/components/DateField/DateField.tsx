import { FieldLabel } from '@backstage/ui';
import { useId } from 'react';
import styles from './DateField.module.css';

export type DateFieldProps = {
  label: string;
  description: string;
  /** `2026-03-31`; empty for none. */
  value: string;
  onChange: (day: string) => void;
  /** What is wrong with it. */
  problem?: string;
};

/**
 * A day that may be left out. The browser's own field: it is read from and handed on as text, and a phone shows the
 * calendar its owner knows.
 */
export function DateField(props: DateFieldProps) {
  const { label, description, value, onChange, problem } = props;
  const id = useId();
  return (
    <div>
      <FieldLabel
        htmlFor={id}
        id={`${id}-label`}
        label={label}
        descriptionId={`${id}-description`}
        description={description}
      />
      <input
        id={id}
        type="date"
        className={styles.input}
        value={value}
        aria-describedby={`${id}-description ${id}-problem`}
        aria-invalid={problem !== undefined}
        onChange={event => onChange(event.target.value)}
      />
      <p id={`${id}-problem`} className={styles.problem}>
        {problem}
      </p>
    </div>
  );
}
