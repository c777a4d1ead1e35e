import classes from './wordmark.module.css'

/** Parley's mark: a speech bubble shaped like the letter it begins with. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg className={classes.mark} width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8.5" className={classes.ground} />
      <path d="M9 8.5h9.2a6.3 6.3 0 0 1 0 12.6H14l-5 4.2z" fill="#fff" />
      <path d="M13.4 14.8h.01M17.6 14.8h.01" className={classes.dots} />
    </svg>
  )
}

/** The mark and the name. */
export function Wordmark() {
  return (
    <span className={classes.wordmark}>
      <Mark />
      Parley
    </span>
  )
}
