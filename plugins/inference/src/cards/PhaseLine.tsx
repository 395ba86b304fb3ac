import type { Phase } from '../api/types';
import { StatusBadge } from '../components/StatusBadge';
import { UtilisationMeter } from '../components/UtilisationMeter';
import { useNow } from '../data/clock';
import { describePhase, loadingProgress, PHASES } from '../format/phase';
import styles from './PhaseLine.module.css';

/** The state of the replicas in words, with the progress of loading. */
export function PhaseLine(props: { phase: Phase }) {
  const now = useNow();
  const { title, tone } = PHASES[props.phase.name];
  const progress = loadingProgress(props.phase, now);
  const text = describePhase(props.phase, now);
  return (
    <div className={styles.phase}>
      <StatusBadge tone={tone}>{title}</StatusBadge>
      <span className={styles.text}>{text}</span>
      {progress === undefined ? null : (
        <div className={styles.progress}>
          <UtilisationMeter
            label="Model loading"
            ratio={progress}
            valueText={text}
          />
        </div>
      )}
    </div>
  );
}
