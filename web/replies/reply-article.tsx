import { memo } from 'react'
import type { ReplyFieldsFragment } from '../generated/graphql.ts'
import { isOpen } from './is-open.ts'
import { ReplyActions } from './reply-actions.tsx'
import type { ReplyActionsProps } from './reply-actions.tsx'
import { ReplyFault, ReplyNoticeLine } from './reply-notes.tsx'
import { useFollowedReply } from './use-followed-reply.ts'
import { useMarkdown } from './use-markdown.ts'
import classes from './reply.module.css'

interface ReplyArticleProps extends Pick<ReplyActionsProps, 'versions' | 'onSelect' | 'onRegenerate'> {
  reply: ReplyFieldsFragment
}

/** One reply, growing where it is open, with what can be done with it once it is settled. */
export const ReplyArticle = memo(function ReplyArticle({ reply, ...actions }: ReplyArticleProps) {
  const live = useFollowedReply(reply)
  const growing = isOpen(live)
  return (
    <article
      className={classes.reply}
      aria-label="Reply"
      aria-busy={growing}
      data-status={live.status.toLowerCase()}
      data-reply-id={reply.id}
    >
      {live.text ? <ReplyText text={live.text} growing={growing} /> : growing && !live.refused && <Waiting />}
      {live.notice && growing && <ReplyNoticeLine notice={live.notice} />}
      {live.refused && <ReplyFault fault={live.refused} onRegenerate={actions.onRegenerate} />}
      {reply.status === 'FAILED' && reply.error && (
        <ReplyFault fault={reply.error} onRegenerate={actions.onRegenerate} />
      )}
      {reply.status === 'STOPPED' && (
        <p className={classes.note}>{live.text ? 'Stopped here.' : 'Stopped before it began.'}</p>
      )}
      {reply.finishReason === 'LENGTH' && (
        <p className={classes.note}>The model’s length limit ended the reply here.</p>
      )}
      {!growing && <ReplyActions reply={reply} text={live.text} {...actions} />}
    </article>
  )
})

function ReplyText({ text, growing }: { text: string; growing: boolean }) {
  const markdown = useMarkdown()
  return markdown ? markdown(text, growing) : <p className={classes.plain}>{text}</p>
}

function Waiting() {
  return (
    <p className={classes.waiting}>
      <span className={classes.dots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span className={classes.waitingWords}>Waiting for the reply</span>
    </p>
  )
}
