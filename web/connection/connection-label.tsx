import { useIsReconnecting } from './connection-context.tsx'
import classes from './connection.module.css'

/** Says that the server is out of reach, once it has been for a moment; otherwise nothing. */
export function ConnectionLabel() {
  const reconnecting = useIsReconnecting()
  return (
    <div className={classes.label} role="status" data-shown={reconnecting || undefined} data-testid="connection">
      {reconnecting && (
        <>
          <span className={classes.dot} aria-hidden="true" />
          Reconnecting…
        </>
      )}
    </div>
  )
}
