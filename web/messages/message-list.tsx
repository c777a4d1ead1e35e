import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { IconArrowDown } from '@tabler/icons-react'
import { Fragment, useEffect, useEffectEvent } from 'react'
import { ReplyArticle } from '../replies/reply-article.tsx'
import { MessageArticle } from './message-article.tsx'
import { PendingMessage } from './pending-message.tsx'
import type { Chat } from './use-chat.ts'
import { useStickToBottom } from './use-stick-to-bottom.ts'
import classes from './messages.module.css'

interface MessageListProps {
  chat: Chat
  /** Puts the text of a refused message back to where it can be changed. */
  onEdit: (text: string) => void
}

/** The branch on show from its earliest loaded message to the newest, following the end unless the reader scrolled up. */
export function MessageList({ chat, onEdit }: MessageListProps) {
  const { history, path, pending } = chat
  const first = path[0]?.message.id ?? null
  const last =
    pending.at(-1)?.clientMessageId ?? path.at(-1)?.message.clientMessageId ?? path.at(-1)?.message.id ?? null
  const { scroller, content, onScroll, isAway, toBottom } = useStickToBottom(first, last)

  return (
    <div className={classes.frame}>
      <div ref={scroller} className={classes.scroller} onScroll={onScroll} tabIndex={-1}>
        <div ref={content} className={classes.column}>
          {history.loading && pending.length === 0 && <ListSkeleton />}
          {history.fault && path.length === 0 && <LoadFailed onRetry={history.retry} />}
          {history.hasEarlier && <Earlier loading={history.loadingEarlier} onLoad={() => void history.loadEarlier()} />}
          {path.map(({ message, reply, versions }) => (
            <Fragment key={message.id}>
              <MessageArticle
                message={message}
                versions={versions}
                canEdit={pending.length === 0}
                onResend={(text) => chat.resend(message, text)}
                onSelect={(id) => chat.showVersion(message.afterReplyId, id)}
              />
              {reply && (
                <ReplyArticle
                  key={reply.id}
                  reply={reply}
                  versions={message.replies.map(({ id }) => id)}
                  onSelect={chat.selectReply}
                  onRegenerate={() => chat.regenerate(message.id)}
                />
              )}
            </Fragment>
          ))}
          {pending.map((entry) => (
            <PendingMessage
              key={entry.clientMessageId}
              entry={entry}
              onRetry={() => chat.retry(entry.clientMessageId)}
              onDiscard={() => chat.discard(entry.clientMessageId)}
              onEdit={() => {
                onEdit(entry.text)
                chat.discard(entry.clientMessageId)
              }}
            />
          ))}
        </div>
      </div>
      {isAway && (
        <Tooltip label="Jump to latest">
          <ActionIcon
            className={classes.jump ?? ''}
            variant="default"
            size="lg"
            radius="xl"
            aria-label="Jump to latest"
            onClick={() => toBottom(true)}
          >
            <IconArrowDown size={18} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  )
}

function Earlier({ loading, onLoad }: { loading: boolean; onLoad: () => void }) {
  const { ref, entry } = useIntersection()
  const isInView = entry?.isIntersecting === true
  const load = useEffectEvent(onLoad)
  useEffect(() => {
    if (isInView && !loading) load()
  }, [isInView, loading])
  return (
    <div ref={ref} className={classes.earlier}>
      <Button variant="subtle" color="gray" size="compact-sm" loading={loading} onClick={onLoad}>
        Load earlier messages
      </Button>
    </div>
  )
}

function LoadFailed({ onRetry }: { onRetry: () => void }) {
  return (
    <div className={classes.earlier}>
      <p>This conversation could not be loaded.</p>
      <Button variant="default" size="compact-sm" onClick={onRetry}>
        Try again
      </Button>
    </div>
  )
}

function ListSkeleton() {
  return (
    <div className={classes.skeleton} aria-busy="true" aria-label="Loading messages">
      <Skeleton height={38} width="45%" radius="lg" className={classes.skeletonMine ?? ''} />
      <Skeleton height={13} width="92%" />
      <Skeleton height={13} width="85%" />
      <Skeleton height={13} width="60%" />
    </div>
  )
}
