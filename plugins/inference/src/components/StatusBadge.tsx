import type { ReactNode } from 'react';
import {
  RiAlertFill,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiIndeterminateCircleLine,
  RiTimeFill,
} from '@remixicon/react';
import type { Tone } from '../format/phase';
import styles from './StatusBadge.module.css';

const ICONS = {
  positive: RiCheckboxCircleFill,
  warning: RiAlertFill,
  negative: RiCloseCircleFill,
  announcement: RiTimeFill,
  neutral: RiIndeterminateCircleLine,
} as const;

/** A word with a colour and a shape; the word carries the meaning. */
export function StatusBadge(props: {
  tone: Tone;
  plain?: boolean;
  children: ReactNode;
}) {
  const Icon = ICONS[props.tone];
  return (
    <span className={styles.badge} data-tone={props.tone}>
      {props.plain ? null : <Icon size={14} aria-hidden focusable={false} />}
      <span>{props.children}</span>
    </span>
  );
}
