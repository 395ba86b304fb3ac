import { formatRatio } from '../format/format';
import styles from './UtilisationMeter.module.css';

/** A bar from 0 to 100 %; the figure itself is written beside it by whoever uses it. */
export function UtilisationMeter(props: {
  label: string;
  ratio: number;
  valueText?: string;
}) {
  const percent = Math.min(100, Math.max(0, props.ratio * 100));
  return (
    <div
      role="meter"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      aria-valuetext={props.valueText ?? formatRatio(props.ratio)}
      className={styles.track}
    >
      <div className={styles.fill} style={{ width: `${percent}%` }} />
    </div>
  );
}
