import { startOf, type ReplyState } from '@parley/client'
import { watchReply } from '@parley/client/urql'
import { useEffect, useState } from 'react'
import { useClient } from 'urql'
import type { ReplyPartsFragment } from './generated/graphql.ts'

/** A reply from history, followed to its end. Give a component that uses it the reply's id as `key`. */
export function useReply(reply: ReplyPartsFragment): ReplyState {
  const client = useClient()
  // History has the text up to its cursor: what comes is what was written since.
  const [start] = useState(reply)
  const [followed, show] = useState<ReplyState>(() => startOf(reply))
  useEffect(() => {
    if (start.status !== 'PENDING' && start.status !== 'STREAMING') return
    return watchReply(client, { replyId: start.id, start }).subscribe(show).unsubscribe
  }, [client, start])
  return followed
}
