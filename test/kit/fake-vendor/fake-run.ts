import { responseObject } from './responses-wire.ts'

type Event = Record<string, unknown>
type Listener = (event: unknown) => void

interface Follower {
  hear: Listener
  ended: () => void
}

const endings = new Set(['completed', 'incomplete', 'failed', 'cancelled'])

/** A response of the fake vendor's: it is written on, numbered event by numbered event, whoever listens. */
export class FakeRun {
  /** In the vendor's words: `in_progress` until it is `completed`, `incomplete`, `failed` or `cancelled`. */
  status = 'in_progress'
  /** All that was said, in order: the event with number n is the n-th. */
  readonly events: unknown[] = []
  /** Whether nothing more will come. */
  over = false
  private text = ''
  private ending: Event = {}
  private readonly followers = new Set<Follower>()

  constructor(
    readonly id: string,
    readonly model: string,
    /** Whether it goes on where nobody listens. */
    readonly background: boolean,
  ) {}

  /** Gives an event its number and this run's name, and tells it to all who follow. */
  add(event: unknown): unknown {
    const numbered = isEvent(event) ? this.number(event) : event
    this.events.push(numbered)
    for (const { hear } of this.followers) hear(numbered)
    return numbered
  }

  /** Nothing more will come. */
  end(): void {
    if (this.over) return
    this.over = true
    for (const { ended } of this.followers) ended()
    this.followers.clear()
  }

  cancel(): void {
    if (this.over) return
    this.status = 'cancelled'
    this.end()
  }

  /** Tells all events after a number: those that were, then those to come; what is returned ends it. */
  follow(after: number, follower: Follower): () => void {
    for (const event of this.events.slice(after + 1)) follower.hear(event)
    if (this.over) follower.ended()
    else this.followers.add(follower)
    return () => void this.followers.delete(follower)
  }

  /** As a reader finds it who asks for it as a whole: an unfinished one shows no text. */
  toJson(): object {
    const output = endings.has(this.status) ? [this.message()] : []
    return responseObject({ ...this.ending, id: this.id, model: this.model, status: this.status, output })
  }

  private number(event: Event): Event {
    if (event['type'] === 'response.output_text.delta') this.text += String(event['delta'])
    const numbered = { sequence_number: this.events.length, ...event }
    if (!isEvent(event['response'])) return numbered
    const status = String(event['type']).replace('response.', '')
    const ended = endings.has(status)
    if (ended) {
      this.status = status
      this.ending = event['response']
    }
    const { output } = event['response']
    const filled = ended && !(Array.isArray(output) && output.length > 0) ? { output: [this.message()] } : {}
    const told = { ...event['response'], id: this.id, ...filled }
    return { ...numbered, response: told }
  }

  private message(): object {
    const content = [{ type: 'output_text', text: this.text, annotations: [] }]
    return { id: 'msg_fake', type: 'message', role: 'assistant', status: 'completed', content }
  }
}

const isEvent = (value: unknown): value is Event => typeof value === 'object' && value !== null
