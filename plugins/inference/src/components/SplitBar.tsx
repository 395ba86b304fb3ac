import { formatSeconds } from '../format/format';
import styles from './SplitBar.module.css';

export type SplitPart = {
  id: 'inference' | 'queue' | 'cold-start';
  title: string;
  seconds: number;
};

/** Where the time goes: parts of one duration side by side, each named with its figure below. */
export function SplitBar(props: { label: string; parts: SplitPart[] }) {
  const total = props.parts.reduce((sum, part) => sum + part.seconds, 0);
  return (
    <figure className={styles.figure} aria-label={props.label}>
      <div className={styles.bar} aria-hidden>
        {props.parts.map(part => (
          <span
            key={part.id}
            className={styles.part}
            data-part={part.id}
            style={{ flexGrow: total > 0 ? part.seconds / total : 1 }}
          />
        ))}
      </div>
      <figcaption className={styles.legend}>
        {props.parts.map(part => (
          <span key={part.id} className={styles.entry}>
            <span className={styles.key} data-part={part.id} aria-hidden />
            {part.title} {formatSeconds(part.seconds)}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
