/** What a part says once it can be used. */
export interface Ready {
  /** Where it listens; empty for a part that only asks. */
  url: string
}

/** A question of the parent's to a part. */
export interface Question {
  id: number
  content: unknown
}

/** The part's answer to the question of the same id. */
export interface Answer {
  id: number
  content?: unknown
  error?: string
}

/** Tells the parent that this process can be used. It ends with its parent. */
export function tellReady(ready: Ready): void {
  process.once('disconnect', () => process.exit(0))
  tell({ ready })
}

/** Answers the parent's questions by `answer`, in this process's good time. */
export function answerParent(answer: (content: unknown) => Promise<unknown>): void {
  process.on('message', ({ id, content }: Question) => {
    answer(content).then(
      (result) => tell({ id, content: result } satisfies Answer),
      (error: unknown) =>
        tell({ id, error: error instanceof Error ? String(error.stack) : String(error) } satisfies Answer),
    )
  })
}

function tell(message: object): void {
  if (!process.send) throw new Error('This is a part of the bench: `npm run bench` starts it.')
  process.send(message)
}
