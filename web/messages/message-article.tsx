import { ActionIcon, Tooltip } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import type { MessageFieldsFragment } from '../generated/graphql.ts'
import { CopyButton } from '../replies/copy-button.tsx'
import { VersionSwitch } from '../replies/version-switch.tsx'
import { EditMessage } from './edit-message.tsx'
import { shortTime, wholeTime } from './time.ts'
import classes from './messages.module.css'

interface MessageArticleProps {
  message: MessageFieldsFragment
  versions: readonly string[]
  canEdit: boolean
  onResend: (text: string) => void
  onSelect: (messageId: string) => void
}

/** One turn of the person, as they typed it. */
export function MessageArticle({ message, versions, canEdit, onResend, onSelect }: MessageArticleProps) {
  const [editing, setEditing] = useState(false)
  if (editing) {
    return (
      <EditMessage
        text={message.text}
        isFirst={message.afterReplyId === null}
        onCancel={() => setEditing(false)}
        onSend={(text) => {
          setEditing(false)
          onResend(text)
        }}
      />
    )
  }
  return (
    <article className={classes.mine} aria-label="You" data-message-id={message.id}>
      <div className={classes.bubble}>{message.text}</div>
      <div className={classes.mineActions}>
        <span className={classes.onHover}>
          <Tooltip label={wholeTime(message.createdAt)}>
            <time dateTime={message.createdAt}>{shortTime(message.createdAt)}</time>
          </Tooltip>
          <CopyButton label="Copy message" text={() => message.text} />
          {canEdit && (
            <Tooltip label="Edit and send again">
              <ActionIcon size="md" aria-label="Edit message" onClick={() => setEditing(true)}>
                <IconPencil size={16} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          )}
        </span>
        <VersionSwitch label="message" versions={versions} current={message.id} onSelect={onSelect} />
      </div>
    </article>
  )
}
