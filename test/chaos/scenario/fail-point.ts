import type { Cluster } from '../cluster/cluster.ts'
import type { Node } from '../cluster/node.ts'
import type { VendorMoment } from '../cluster/model-vendor.ts'
import type { Statement } from '../cluster/wire-proxy.ts'

/** A moment in the life of a message and its reply at which a server dies. */
export type FailPoint = {
  name: string
  /** Pieces of the reply, where it has to last for the moment to come. */
  pieces?: number
  /** The server that dies is not the first writer but the one that goes on after it. */
  successor?: boolean
} & (
  | { statement: (statement: Statement) => boolean; when: 'before' | 'after' }
  | { moment: VendorMoment['name']; sent?: number }
  | { answer: string; passed: boolean }
)

const sql =
  (pattern: RegExp) =>
  ({ sql }: Statement): boolean =>
    pattern.test(sql)

const sendCommits = ({ sql, before }: Statement): boolean =>
  /^COMMIT/i.test(sql) && before.some((earlier) => /INSERT INTO "?message/i.test(earlier))
const flushes = sql(/INSERT INTO reply_segment/)
const settles = sql(/WITH settled AS/)
const marksStreaming = sql(/SET status = 'streaming'/)
const beats = sql(/UPDATE reply SET lease_expires_at = clock_timestamp\(\) \+/)
const looksAtWhatIsKept = sql(/reply\.lineage, segment\.position/)
const begins = sql(/WITH begun AS/)

/** Every moment that has a name. One that is never reached is a failure: the harness would prove nothing. */
export const failPoints: readonly FailPoint[] = [
  { name: 'before the send is committed', statement: sendCommits, when: 'before' },
  { name: 'after the send is committed, before the server knows', statement: sendCommits, when: 'after' },
  { name: 'with the acknowledgement on its way', answer: '"sendMessage"', passed: false },
  { name: 'with the acknowledgement received', answer: '"sendMessage"', passed: true },
  { name: 'as the request reaches the model', moment: 'request-arrived' },
  { name: 'before the first piece', moment: 'headers-sent' },
  { name: 'after the first piece', moment: 'delta-sent', sent: 1 },
  { name: 'before the reply is marked as streaming', statement: marksStreaming, when: 'before' },
  { name: 'before a flush', statement: flushes, when: 'before' },
  { name: 'after a flush, before the server knows', statement: flushes, when: 'after' },
  { name: 'in the middle of the text', moment: 'delta-sent', sent: 20 },
  { name: 'before the model finishes', moment: 'before-finish' },
  { name: 'before the reply is settled', statement: settles, when: 'before' },
  { name: 'after the reply is settled, before the server knows', statement: settles, when: 'after' },
  { name: 'with the end on its way to a reader', answer: '"ReplyEnd"', passed: false },
  { name: 'before a heartbeat', statement: beats, when: 'before', pieces: 80 },
  { name: 'after a heartbeat, before the server knows', statement: beats, when: 'after', pieces: 80 },
  { name: 'after a takeover', statement: looksAtWhatIsKept, when: 'before', successor: true },
  { name: 'before the next attempt is committed', statement: begins, when: 'before', successor: true },
  {
    name: 'after the next attempt is committed, before the server knows',
    statement: begins,
    when: 'after',
    successor: true,
  },
]

export interface Arming {
  cluster: Cluster
  /** Who is to die; where it is one of several, the first that gets there. */
  nodes: readonly Node[]
  tag: string
}

/** Waits for the moment and kills the server there, once. Resolves with the server that died. */
export function arm(point: FailPoint, { cluster, nodes, tag }: Arming): Promise<Node> {
  return new Promise((resolve) => {
    const disarm = (node: Node): void => {
      for (const each of nodes) {
        each.wire.trap = undefined
        each.link.onAnswer = undefined
      }
      cluster.vendor.onMoment = undefined
      void node.process?.exited.then(() => resolve(node))
    }
    for (const node of nodes) armAt(node, point, { cluster, tag, disarm: () => disarm(node) })
  })
}

function armAt(
  node: Node,
  point: FailPoint,
  { cluster, tag, disarm }: { cluster: Cluster; tag: string; disarm: () => void },
): void {
  if ('statement' in point) {
    node.wire.trap = (statement) => {
      if (!point.statement(statement)) return undefined
      disarm()
      return { kind: 'crash', when: point.when }
    }
  } else if ('moment' in point) {
    cluster.vendor.onMoment = ({ name, request, sent }) => {
      if (name !== point.moment || request.tag !== tag || request.node !== node.name) return
      if (point.sent !== undefined && sent !== point.sent) return
      disarm()
      void node.kill()
    }
  } else {
    node.link.onAnswer = (bytes) => {
      if (!bytes.includes(point.answer)) return 'pass'
      disarm()
      // The kernel has what it was given: what was passed on arrives.
      setImmediate(() => void node.kill())
      return point.passed ? 'pass' : 'lose'
    }
  }
}
