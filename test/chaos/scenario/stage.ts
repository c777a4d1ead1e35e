import type { Violation } from '../checker/records.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { Node } from '../cluster/node.ts'
import type { Random } from '../cluster/random.ts'
import type { ReplyPlan } from '../cluster/reply-plan.ts'
import { Reader, type ReaderOptions } from '../client/reader.ts'
import { Viewer, type Message } from '../client/viewer.ts'

/** A viewer with a conversation whose first reply is final: what is sent after that reply need not wait for any other. */
export class Desk {
  #sent = 0

  constructor(
    readonly stage: Stage,
    readonly viewer: Viewer,
    private readonly place: { conversationId: string; afterReplyId: string },
  ) {}

  get conversationId(): string {
    return this.place.conversationId
  }

  /** The next message of this desk. */
  message(plan: ReplyPlan): Message {
    return { key: `${this.viewer.name}-${this.#sent++}`, plan, ...this.place }
  }
}

/** What a scenario plays on. */
export class Stage {
  readonly viewers: Viewer[] = []
  readonly violations: Violation[] = []
  #tags = 0
  #viewers = 0
  #readers = 0

  constructor(
    readonly cluster: Cluster,
    readonly random: Random,
    /** Runs of the scenario before this stage: what goes through a list goes on there. */
    readonly firstRun = 0,
  ) {}

  /** How a reply is to be: pieces and their pace, under a tag that nothing else of this scenario has. */
  plan(pieces: number, paceMs: number, more: Partial<ReplyPlan> = {}): ReplyPlan {
    return { tag: `t${this.#tags++}x${this.random.id().slice(0, 6)}`, pieces, paceMs, ...more }
  }

  async viewer(): Promise<Viewer> {
    const viewer = await Viewer.signIn(this.cluster, `v${this.#viewers++}`)
    this.viewers.push(viewer)
    return viewer
  }

  async desk(): Promise<Desk> {
    const viewer = await this.viewer()
    const sent = await viewer.send({ key: `${viewer.name}-first`, plan: this.plan(1, 0) }, this.anyNode)
    if (!sent.answer) throw new Error(`the first message was refused with ${sent.code}`)
    const { conversationId, replyId } = sent.answer
    await this.reader(viewer, { replyId }).run()
    return new Desk(this, viewer, { conversationId, afterReplyId: replyId })
  }

  desks(count: number): Promise<Desk[]> {
    return Promise.all(Array.from({ length: count }, () => this.desk()))
  }

  reader(viewer: Viewer, options: Omit<ReaderOptions, 'name' | 'pick'> & Partial<ReaderOptions>): Reader {
    return new Reader(viewer, { name: `r${this.#readers++}`, pick: this.anyNode, ...options })
  }

  /** A node that lives; another one each time, perhaps. */
  readonly anyNode = (): Node => {
    const { living, nodes } = this.cluster
    return this.random.pick(living.length > 0 ? living : nodes)
  }

  broken(kind: Violation['kind'], promise: string, what: string): void {
    this.violations.push({ kind, promise, what })
  }
}

/** Does the work of so many runs, at most `lanes` at once. */
export async function inLanes(runs: number, lanes: number, work: (run: number) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < runs) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(lanes, runs) }, lane))
}
