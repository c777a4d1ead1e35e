import { setTimeout as wait } from 'node:timers/promises'
import { formatOrder } from '../model/model-order.ts'
import { Arrivals } from './arrivals.ts'
import type { LoadCommand, LoadFigures } from './commands.ts'
import { countFigures } from './count-figures.ts'
import type { Dialect, Line } from './dialect.ts'
import { Reader } from './reader.ts'

// So many connections are made at once: more would only queue in the server's backlog.
const openAtOnce = 25
/** A server that has not given everybody a first token by then is measured as it is. */
const firstTokensMs = 15_000
/** Of a reply that is to stand still. */
const tokensBeforeHold = 3

type CommandOf<Type extends LoadCommand['type']> = Extract<LoadCommand, { type: Type }>

/** One server under load, from the first connection to the last. */
export class Run {
  readonly #arrivals = new Arrivals()
  readonly #readers: Reader[] = []
  readonly #lines: Line[] = []
  readonly #standing: SharedReply[] = []

  constructor(
    private readonly dialect: Dialect,
    private readonly name: string,
  ) {}

  async streams({ count, askEveryMs }: CommandOf<'streams'>): Promise<void> {
    const began = performance.now()
    for (const [index, line] of (await this.#openLines(count)).entries()) {
      const name = `${this.name}-${index}`
      // Not waited for: a server that is slow to answer must not slow down those who ask.
      const reader = this.#reader(name)
      line.ask(formatOrder({ name }), reader).catch((error: unknown) => reader.end(String(error)))
      await wait(Math.max(0, began + (index + 1) * askEveryMs - performance.now()))
    }
    await this.#until(firstTokensMs, hasToken)
  }

  async fanOut({ readers }: CommandOf<'fan-out'>): Promise<void> {
    const lines = await this.#openLines(readers)
    const reply = await this.dialect.share(formatOrder({ name: this.name }), readers)
    for (const line of lines) line.follow(reply, this.#reader(this.name))
    await this.#until(firstTokensMs, hasToken)
  }

  async idleBegin({ replies, warmUpSockets }: CommandOf<'idle-begin'>): Promise<void> {
    for (let made = 0; made < replies; made++) {
      const name = `${this.name}-${made}`
      const order = formatOrder({ name, holdAfter: tokensBeforeHold })
      this.#standing.push({ name, id: await this.dialect.share(order, 1) })
    }
    await this.#followStanding(warmUpSockets)
    await this.#until(firstTokensMs, hasToken)
    this.close()
  }

  async idleOpen({ sockets }: CommandOf<'idle-open'>): Promise<void> {
    await this.#followStanding(sockets)
  }

  async finish({ fromMs, toMs, drainMs, sent }: CommandOf<'finish'>): Promise<LoadFigures> {
    if (this.#standing.length === 0) await this.#until(drainMs, ({ ended }) => ended)
    const figures = countFigures(this.#readers, this.#arrivals.agesBetween(fromMs, toMs), sent)
    this.close()
    return figures
  }

  close(): void {
    for (const line of this.#lines.splice(0)) line.close()
  }

  async #openLines(count: number): Promise<Line[]> {
    const opened: Line[] = []
    while (opened.length < count) {
      const batch = Array.from({ length: Math.min(openAtOnce, count - opened.length) }, () => this.dialect.open())
      opened.push(...(await Promise.all(batch)))
    }
    this.#lines.push(...opened)
    return opened
  }

  async #followStanding(sockets: number): Promise<void> {
    const lines = await this.#openLines(sockets)
    for (const [index, line] of lines.entries()) {
      const { name, id } = this.#standing[index % this.#standing.length] as SharedReply
      line.follow(id, this.#reader(name))
    }
  }

  #reader(orderName: string): Reader {
    const reader = new Reader(orderName, this.#arrivals)
    this.#readers.push(reader)
    return reader
  }

  // Looked for now and then: told at each token, it would cost more than reading the token.
  async #until(withinMs: number, reached: (reader: Reader) => boolean): Promise<void> {
    const deadline = performance.now() + withinMs
    while (performance.now() < deadline && !this.#readers.every((reader) => reader.ended || reached(reader))) {
      await wait(50)
    }
  }
}

interface SharedReply {
  name: string
  /** As the server calls it. */
  id: string
}

const hasToken = ({ tokens }: Reader): boolean => tokens > 0
