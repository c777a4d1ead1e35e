import { Button } from '@mantine/core'
import type { ReplyNotice } from '@parley/client'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { errorWords } from '../connection/error-words.ts'
import type { Fault } from '../connection/fault.ts'
import classes from './reply.module.css'

const noticeWords: Record<ReplyNotice['kind'], (model: string | null) => string> = {
  RETRYING: () => 'The model did not answer; trying again…',
  FELL_BACK: (model) => (model ? `Answered by ${model} instead.` : 'Answered by another model instead.'),
  RECOVERED: () => 'Interrupted for a moment; going on.',
  CACHED: () => 'Answered from the cache.',
}

/** Something worth knowing for whoever waits. */
export function ReplyNoticeLine({ notice }: { notice: ReplyNotice }) {
  return <p className={classes.note}>{noticeWords[notice.kind](notice.model ?? null)}</p>
}

interface ReplyFaultProps {
  fault: Pick<Fault, 'code' | 'message' | 'retryable'> & { retryAfterMs?: number | null | undefined }
  onRegenerate: () => void
}

/** Why a reply failed, in words, and the way on. */
export function ReplyFault({ fault, onRegenerate }: ReplyFaultProps) {
  const { code, message, retryAfterMs } = fault
  const { title, advice } = errorWords({ code, message, retryAfterMs: retryAfterMs ?? undefined })
  return (
    <div className={classes.fault} role="group" aria-label="The reply failed">
      <IconAlertTriangle size={18} stroke={1.8} className={classes.faultIcon} aria-hidden="true" />
      <div>
        <strong>{title}.</strong> {advice}
      </div>
      <Button size="compact-sm" variant="default" leftSection={<IconRefresh size={14} />} onClick={onRegenerate}>
        Try again
      </Button>
    </div>
  )
}
