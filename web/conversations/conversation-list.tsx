import { Button, Skeleton } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { useEffect, useEffectEvent } from 'react'
import { conversationGroups } from './conversation-groups.ts'
import { ConversationItem } from './conversation-item.tsx'
import { useConversations } from './use-conversations.ts'
import classes from './conversations.module.css'

interface ConversationListProps {
  current: string | null
  /** Called when the reader has gone somewhere, for a drawer to close. */
  onLeave: () => void
}

/** Every conversation of the viewer under headings of time; the next page comes as its end is scrolled into view. */
export function ConversationList({ current, onLeave }: ConversationListProps) {
  const { conversations, loading, failed, retry, hasMore, loadingMore, loadMore } = useConversations()
  if (loading) return <ListSkeleton />
  if (failed) {
    return (
      <div className={classes.empty}>
        Your conversations could not be loaded.
        <Button size="compact-sm" variant="default" onClick={retry}>
          Try again
        </Button>
      </div>
    )
  }
  if (conversations.length === 0) return <p className={classes.empty}>Your conversations will be listed here.</p>
  return (
    <>
      {conversationGroups(conversations).map((group) => (
        <section key={group.label} aria-label={group.label}>
          <h2 className={classes.heading}>{group.label}</h2>
          <ul className={classes.list}>
            {group.conversations.map((conversation) => (
              <ConversationItem
                key={conversation.id}
                conversation={conversation}
                isCurrent={conversation.id === current}
                onLeave={onLeave}
              />
            ))}
          </ul>
        </section>
      ))}
      {hasMore && <MoreConversations loading={loadingMore} onMore={() => void loadMore()} />}
    </>
  )
}

function MoreConversations({ loading, onMore }: { loading: boolean; onMore: () => void }) {
  const { ref, entry } = useIntersection()
  const isInView = entry?.isIntersecting === true
  const more = useEffectEvent(onMore)
  useEffect(() => {
    if (isInView && !loading) more()
  }, [isInView, loading])
  return (
    <div ref={ref} className={classes.more}>
      <Button size="compact-sm" variant="subtle" color="gray" loading={loading} onClick={onMore}>
        Show older ones
      </Button>
    </div>
  )
}

function ListSkeleton() {
  return (
    <div className={classes.skeleton} aria-busy="true" aria-label="Loading conversations">
      {[72, 54, 80, 61, 68].map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} radius="sm" />
      ))}
    </div>
  )
}
