import { ActionIcon, Tooltip } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { ReplyFieldsFragment } from '../generated/graphql.ts'
import { shortTime, wholeTime } from '../messages/time.ts'
import { modelLabel } from '../models/model-label.ts'
import { CopyButton } from './copy-button.tsx'
import { VersionSwitch } from './version-switch.tsx'
import classes from './reply.module.css'

export interface ReplyActionsProps {
  reply: ReplyFieldsFragment
  text: string
  /** The ids of every reply to the same message, oldest first. */
  versions: readonly string[]
  onSelect: (replyId: string) => void
  onRegenerate: () => void
}

/** What can be done with a settled reply, and where it came from. */
export function ReplyActions({ reply, text, versions, onSelect, onRegenerate }: ReplyActionsProps) {
  const { usage, model } = reply
  const endedAt = reply.endedAt ?? reply.createdAt
  return (
    <div className={classes.actions}>
      {text && <CopyButton label="Copy reply" text={() => text} />}
      <Tooltip label="Regenerate">
        <ActionIcon size="md" aria-label="Regenerate" onClick={onRegenerate}>
          <IconRefresh size={16} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <VersionSwitch label="reply" versions={versions} current={reply.id} onSelect={onSelect} />
      <span className={classes.origin}>
        {model && (
          <Tooltip label={usage ? tokensInWords(usage) : model} multiline>
            <span>{modelLabel(model)}</span>
          </Tooltip>
        )}
        <Tooltip label={wholeTime(endedAt)}>
          <time dateTime={endedAt}>{shortTime(endedAt)}</time>
        </Tooltip>
      </span>
    </div>
  )
}

function tokensInWords({ inputTokens, outputTokens }: NonNullable<ReplyFieldsFragment['usage']>): string {
  const count = (tokens: number | null): string => (tokens === null ? '?' : tokens.toLocaleString())
  return `${count(inputTokens)} tokens in, ${count(outputTokens)} out`
}
