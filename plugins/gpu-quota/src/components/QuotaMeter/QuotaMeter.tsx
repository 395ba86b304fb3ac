import styles from './QuotaMeter.module.css';

export type QuotaMeterProps = {
  label: string;
  granted: number;
  reserved: number;
};

/** How much of a granted quota is reserved. Says so in words too; more than granted is "over quota". */
export function QuotaMeter(props: QuotaMeterProps) {
  const { label, granted, reserved } = props;
  const over = reserved > granted;
  const share = granted > 0 ? Math.min(reserved / granted, 1) : Number(over);
  const words = `${reserved} of ${granted} reserved${
    over ? ', over quota' : ''
  }`;
  return (
    <div className={styles.root}>
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(granted, reserved)}
        aria-valuenow={reserved}
        aria-valuetext={words}
        className={styles.track}
      >
        <div
          className={styles.fill}
          data-over={over || undefined}
          style={{ inlineSize: `${share * 100}%` }}
        />
      </div>
      <span className={styles.words} aria-hidden="true">
        {words}
      </span>
    </div>
  );
}
