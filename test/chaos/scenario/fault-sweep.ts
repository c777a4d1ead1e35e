import { setTimeout as delay } from 'node:timers/promises'
import type { Node } from '../cluster/node.ts'
import type { WireFault } from '../cluster/wire-proxy.ts'
import type { Scenario } from './scenario.ts'
import type { Stage } from './stage.ts'
import { sweptOperations, type SweptOperation } from './swept-operations.ts'

const faults: readonly WireFault[] = [
  { kind: 'error' },
  { kind: 'disconnect', when: 'before' },
  { kind: 'disconnect', when: 'after' },
  { kind: 'disconnect', when: 'with the answer' },
  { kind: 'crash', when: 'before' },
  { kind: 'crash', when: 'after' },
  { kind: 'delay', ms: 5_000 },
]

const healsWithinMs = 10_000
/** More statements than any operation runs. */
const mostStatements = 60

/** What a client may be told when the database fails. */
const typed = new Set(['OVERLOADED', 'TIMEOUT', 'CONFLICT', 'UNAUTHENTICATED'])

/**
 * For every operation and every kind of fault: the first statement fails, then the second, and so on until the operation
 * runs through untouched. A run is one pair of operation and fault.
 */
export const faultSweep: Scenario = {
  name: 'fault-sweep',
  promises: 'G1, G10, G22',
  what: 'every statement of every operation made to fail in turn: an error, a lost connection, a crash, five seconds of silence',
  nodes: 3,
  runs: { ci: 1, campaign: 13 * faults.length },
  play: async (stage, runs) => {
    const operations = await sweptOperations(stage)
    const pairs = faults.flatMap((fault) => operations.map((operation) => ({ fault, operation })))
    for (let run = stage.firstRun; run < stage.firstRun + runs; run++) {
      const { fault, operation } = pairs[run % pairs.length]!
      await sweep(stage, operation, fault)
    }
  },
}

async function sweep(stage: Stage, operation: SweptOperation, fault: WireFault): Promise<void> {
  const node = stage.cluster.nodes[0]!
  for (let nth = 1; nth <= mostStatements; nth++) {
    await stage.cluster.heal()
    const perform = await operation.prepare(stage.cluster.nodes[1]!)
    const failed = failNth(node, nth, fault)
    const answer = await perform(node)
    const name = `${operation.name} with ${describe(fault)} at statement ${nth}`
    node.wire.trap = undefined
    if (!failed()) return
    if (answer.code !== undefined && !typed.has(answer.code)) {
      stage.broken('wrong', 'G22', `${name} was answered with ${answer.code}`)
    }
    await heals(stage, name, async () => (await perform(node)).outcome === 'ok')
  }
  stage.broken('wrong', 'G22', `${operation.name} never ran through untouched`)
}

async function heals(stage: Stage, name: string, works: () => Promise<boolean>): Promise<void> {
  await stage.cluster.heal()
  const deadline = performance.now() + healsWithinMs
  while (!(await works())) {
    if (performance.now() > deadline) return stage.broken('stuck', 'G22', `${name} did not heal`)
    await delay(100)
  }
}

// These run by the clock, whatever is asked.
const background = /SET fence = fence \+ 1|SET lease_expires_at|LISTEN/

/** Answers whether the fault has come about. */
function failNth(node: Node, nth: number, fault: WireFault): () => boolean {
  let seen = 0
  node.wire.trap = ({ sql }) => {
    if (background.test(sql)) return undefined
    seen += 1
    return seen === nth ? fault : undefined
  }
  return () => seen >= nth
}

const describe = (fault: WireFault): string => ('when' in fault ? `${fault.kind} ${fault.when}` : fault.kind)
