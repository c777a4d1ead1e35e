import { useApolloClient } from '@apollo/client/react'
import type { ReplyState } from '@parley/client'
import { watchReply } from '@parley/client/apollo'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { announce } from '../connection/announcer.tsx'
import { useConnection } from '../connection/connection-context.tsx'
import { toFault } from '../connection/fault.ts'
import type { Fault } from '../connection/fault.ts'
import { ReplyFieldsFragmentDoc, ReplyStreamDocument } from '../generated/graphql.ts'
import type { ReplyFieldsFragment } from '../generated/graphql.ts'
import { isOpen } from './is-open.ts'

/** A reply as it stands this moment: the row where it is settled, else the row and what has streamed in since. */
export interface LiveReply extends Pick<ReplyState, 'text' | 'notice'> {
  status: ReplyFieldsFragment['status']
  /** Why it cannot be followed any more, though it is not settled. */
  refused: Fault | null
}

/**
 * Follows a reply while it is open. Its growing text lives in this component and not in the cache, where every delta
 * would wake every query; the cache gets the final reply once.
 */
export function useFollowedReply(reply: ReplyFieldsFragment): LiveReply {
  const client = useApolloClient()
  const { resume } = useConnection()
  const [followed, setFollowed] = useState<ReplyState | null>(null)
  const open = isOpen(reply)
  const start = useEffectEvent(() => ({ text: reply.text, cursor: reply.cursor, status: reply.status }))
  useEndInWords(reply)

  useEffect(() => {
    if (!open) return
    const show = oncePerFrame(setFollowed)
    const watching = watchReply(client, {
      ...resume,
      replyId: reply.id,
      query: ReplyStreamDocument,
      start: start(),
    }).subscribe((state) => {
      if (!state.reply) return show.next(state)
      show.cancel()
      const { id } = state.reply
      client.cache.writeFragment({ id: `Reply:${id}`, fragment: ReplyFieldsFragmentDoc, data: state.reply })
    })
    return () => {
      show.cancel()
      watching.unsubscribe()
    }
  }, [client, open, reply.id, resume])

  if (!open || !followed) return { text: reply.text, notice: null, status: reply.status, refused: null }
  const { text, notice, status, error } = followed
  return { text, notice, status, refused: error && toFault(error.cause) }
}

const endInWords: Partial<Record<ReplyFieldsFragment['status'], string>> = {
  COMPLETED: 'Reply finished.',
  STOPPED: 'Reply stopped.',
  FAILED: 'The reply failed.',
}

/** Says how a reply ended that was open on this page, whichever way the page came to know. */
function useEndInWords({ status }: Pick<ReplyFieldsFragment, 'status'>): void {
  const before = useRef(status)
  useEffect(() => {
    if (isOpen({ status: before.current }) && !isOpen({ status })) announce(endInWords[status] ?? '')
    before.current = status
  }, [status])
}

// Deltas may come faster than the screen can show them: only the latest state of each frame is rendered.
function oncePerFrame<Value>(show: (value: Value) => void): { next: (value: Value) => void; cancel: () => void } {
  let frame: number | undefined
  let latest: Value
  return {
    next: (value) => {
      latest = value
      frame ??= requestAnimationFrame(() => {
        frame = undefined
        show(latest)
      })
    },
    cancel: () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
      frame = undefined
    },
  }
}
