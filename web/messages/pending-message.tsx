import { Button, Loader } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { errorWords } from '../connection/error-words.ts'
import type { OutboxEntry } from './outbox.ts'
import classes from './messages.module.css'

interface PendingMessageProps {
  entry: OutboxEntry
  onRetry: () => void
  onDiscard: () => void
  onEdit: () => void
}

/** A message that the server has not acknowledged: on its way, waiting for the network, or refused. */
export function PendingMessage({ entry, onRetry, onDiscard, onEdit }: PendingMessageProps) {
  const { state, text, fault } = entry
  return (
    <article
      className={classes.mine}
      aria-label="You"
      data-status={state}
      data-client-message-id={entry.clientMessageId}
    >
      <div className={classes.bubble} data-pending>
        {text}
      </div>
      {state === 'sending' ? (
        <p className={classes.sendState} data-late>
          <Loader size={12} color="gray" /> Sending…
        </p>
      ) : (
        <div className={classes.sendState} role="group" aria-label="Not sent">
          <IconAlertTriangle size={15} className={classes.warning} aria-hidden="true" />
          <span>{state === 'unsent' ? waitInWords(fault) : refusalInWords(fault)}</span>
          <Button size="compact-xs" variant="light" onClick={onRetry}>
            Retry
          </Button>
          {state === 'refused' && (
            <Button size="compact-xs" variant="default" onClick={onEdit}>
              Edit
            </Button>
          )}
          <Button size="compact-xs" variant="subtle" color="gray" onClick={onDiscard}>
            Discard
          </Button>
        </div>
      )}
    </article>
  )
}

// That the server is out of reach, the connection label tells.
const waitInWords = (fault: OutboxEntry['fault']): string =>
  !fault || fault.code === 'NETWORK' ? 'Not sent' : `Not sent. ${errorWords(fault).title}: it is tried again by itself.`

function refusalInWords(fault: OutboxEntry['fault']): string {
  if (!fault) return 'Not sent'
  const { title, advice } = errorWords(fault)
  return `${/[.!?]$/.test(title) ? title : `${title}.`} ${advice}`
}
