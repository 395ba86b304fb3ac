/** A span of hours as people say it: `7 days`, `36 h`. */
export function formatSpan(hours: number): string {
  const days = hours / 24;
  return Number.isInteger(days) && days > 1
    ? `${days} days`
    : `${formatHours(hours)} h`;
}

/** Hours or device-hours with sensible digits: `1,008`, `12`, `0.4`. */
export function formatHours(hours: number): string {
  return hours.toLocaleString('en-US', {
    maximumFractionDigits: Math.abs(hours) >= 10 ? 0 : 1,
  });
}
