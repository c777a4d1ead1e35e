import { useState, type FormEvent } from 'react'
import { useMutation, useQuery } from 'urql'
import { RecentMessagesDocument, SendDocument } from './generated/graphql.ts'
import type { ReplyPartsFragment } from './generated/graphql.ts'
import { useReply } from './use-reply.ts'

// A text and its id belong together: sent again it is the same message, changed it is another one.
const draftOf = (text: string) => ({ text, clientMessageId: crypto.randomUUID() })

/** One conversation, whose id stands in the address: what was said, what is being said, and a line to say more. */
export function Conversation() {
  const [conversationId, setConversationId] = useState(location.hash.slice(1))
  const [draft, setDraft] = useState(() => draftOf(''))
  const [sending, send] = useMutation(SendDocument)
  // urql asks again by itself after a message was sent, because its answer holds a message too.
  const [history] = useQuery({
    query: RecentMessagesDocument,
    variables: { conversationId },
    pause: conversationId === '',
    requestPolicy: 'cache-and-network',
  })

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const { data } = await send({ input: { ...draft, conversationId: conversationId || null } })
    if (!data) return
    const { id } = data.sendMessage.conversation
    window.history.replaceState(null, '', `#${id}`)
    setConversationId(id)
    setDraft(draftOf(''))
  }

  const error = sending.error ?? history.error
  return (
    <>
      <h1>A small chat on Parley</h1>
      {history.data?.history.edges.map(({ node }) => (
        <section key={node.id}>
          <p className="message">{node.text}</p>
          {node.reply && <Reply key={node.reply.id} reply={node.reply} />}
        </section>
      ))}
      {error && <p role="alert">{error.graphQLErrors[0]?.message ?? 'Parley cannot be reached. Send it once more.'}</p>}
      <form onSubmit={(event) => void submit(event)}>
        <input
          aria-label="Message"
          autoFocus
          value={draft.text}
          onChange={({ target }) => setDraft(draftOf(target.value))}
        />
        <button disabled={sending.fetching || draft.text.trim() === ''}>Send</button>
      </form>
    </>
  )
}

function Reply({ reply }: { reply: ReplyPartsFragment }) {
  const { text, status, connection, reply: ended, error } = useReply(reply)
  const model = (ended ?? reply).model
  const problem = (error ?? reply.error)?.message
  return (
    <article data-status={status.toLowerCase()}>
      <div className="text">{text}</div>
      <small>
        {connection === 'reconnecting'
          ? 'connecting again …'
          : [status.toLowerCase(), model].filter(Boolean).join(' · ')}
      </small>
      {problem && <p role="alert">{problem}</p>}
    </article>
  )
}
