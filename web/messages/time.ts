const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' })

/** The hour for today, the day for anything older. */
export function shortTime(iso: string, now: Date = new Date()): string {
  const time = new Date(iso)
  return time.toDateString() === now.toDateString() ? clock.format(time) : `${day.format(time)}, ${clock.format(time)}`
}

/** Day and hour in full. */
export const wholeTime = (iso: string): string => whole.format(new Date(iso))
