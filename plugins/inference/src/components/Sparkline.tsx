import type { PointerEvent } from 'react';
import type { Series } from '../api/types';
import { hoverStore } from '../data/range';
import { useStore } from '../data/store';
import { formatMoment } from '../format/format';
import { useNow } from '../data/clock';
import { chartPaths, indexAt, summarise } from './sparklineGeometry';
import styles from './Sparkline.module.css';

const WIDTH = 240;
const HEIGHT = 44;

/**
 * A small line over time. The pointer's moment is shared by all charts of the page; the text below names it.
 */
export function Sparkline(props: {
  /** What the line is, for those who cannot see it. */
  label: string;
  series?: Series;
  /** Drawn as a dashed line, with its name in the text below. */
  threshold?: number;
  /** Fixes the top of the scale, for ratios. */
  maximum?: number;
  tone?: 'accent' | 'negative' | 'warning';
  format: (value: number) => string;
  rangeTitle: string;
}) {
  const { series, threshold, format } = props;
  const now = useNow();
  const hover = useStore(hoverStore);
  const known =
    series?.values.filter((value): value is number => value !== null) ?? [];
  if (!series || known.length < 2) {
    return (
      <div className={styles.chart}>
        <div className={styles.empty}>
          Not enough samples in {props.rangeTitle} to draw.
        </div>
      </div>
    );
  }
  const start = Date.parse(series.start);
  const step = series.stepSeconds * 1000;
  const top = props.maximum ?? Math.max(...known, threshold ?? 0) * 1.08;
  const { line, thresholdY } = chartPaths(series.values, {
    width: WIDTH,
    height: HEIGHT,
    top,
    threshold,
  });
  const index =
    hover === undefined
      ? undefined
      : indexAt(hover, { start, step, length: series.values.length });
  const hovered = index === undefined ? undefined : series.values[index];
  const last = series.values.length - 1;

  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    if (box.width > 0) {
      hoverStore.set(
        start + ((event.clientX - box.left) / box.width) * last * step,
      );
    }
  };

  return (
    <div className={styles.chart} data-tone={props.tone ?? 'accent'}>
      <svg
        role="img"
        aria-label={`${props.label} over ${props.rangeTitle}: ${summarise(
          known,
          format,
        )}${threshold === undefined ? '' : `; SLO ${format(threshold)}`}`}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={styles.svg}
        onPointerMove={onPointerMove}
        onPointerLeave={() => hoverStore.set(undefined)}
      >
        {thresholdY === undefined ? null : (
          <line
            className={styles.threshold}
            x1={0}
            x2={WIDTH}
            y1={thresholdY}
            y2={thresholdY}
          />
        )}
        <path className={styles.line} d={line} />
        {index === undefined ? null : (
          <line
            className={styles.cursor}
            x1={(index / last) * WIDTH}
            x2={(index / last) * WIDTH}
            y1={0}
            y2={HEIGHT}
          />
        )}
      </svg>
      <div className={styles.caption} aria-hidden>
        {index === undefined ? (
          <>
            <span>{formatMoment(start, now)}</span>
            {threshold === undefined ? null : (
              <span>- - SLO {format(threshold)}</span>
            )}
            <span>{formatMoment(start + last * step, now)}</span>
          </>
        ) : (
          <span>
            {formatMoment(start + index * step, now)}:{' '}
            {typeof hovered === 'number' ? format(hovered) : 'no sample'}
          </span>
        )}
      </div>
    </div>
  );
}
