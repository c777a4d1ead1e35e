import type { SendRecord } from '../checker/records.ts'
import type { Scenario } from './scenario.ts'
import { inLanes, type Stage } from './stage.ts'

export const keyConflicts: Scenario = {
  name: 'key-conflicts',
  promises: 'G4',
  what: 'a key used again with another content, by another viewer, and after an invalid one',
  nodes: 3,
  runs: { ci: 8, campaign: 500 },
  play: async (stage, runs) => {
    const [desk, stranger] = await stage.desks(2)
    await inLanes(runs, 2, async () => {
      const message = desk!.message(stage.plan(1, 0))
      const first = await desk!.viewer.send(message, stage.anyNode)
      const other = { ...message, plan: stage.plan(1, 0) }
      expect(stage, await desk!.viewer.send(other, stage.anyNode), 'CONFLICT')
      expect(stage, await desk!.viewer.send(message, stage.anyNode), first.answer?.messageId)
      const theirs = { ...stranger!.message(stage.plan(1, 0)), key: message.key }
      const kept = await stranger!.viewer.send(theirs, stage.anyNode)
      if (!kept.answer || kept.answer.messageId === first.answer?.messageId) {
        stage.broken('wrong', 'G4', `the key ${message.key} is not each viewer's own`)
      }
      await invalidFirst(stage, desk!)
    })
  },
}

/** What was refused has not used its key up. */
async function invalidFirst(stage: Stage, desk: Awaited<ReturnType<Stage['desk']>>): Promise<void> {
  const message = desk.message(stage.plan(1, 0))
  const nowhere = { ...message, conversationId: '01890000-0000-7000-8000-000000000000' }
  expect(stage, await desk.viewer.send(nowhere, stage.anyNode), 'NOT_FOUND')
  const sent = await desk.viewer.send(message, stage.anyNode)
  if (!sent.answer) stage.broken('wrong', 'G4', `the refused ${message.key} has used its key up: ${sent.code}`)
}

function expect(stage: Stage, { key, code, answer }: SendRecord, expected: string | undefined): void {
  const got = code ?? answer?.messageId
  if (got !== expected) stage.broken('wrong', 'G4', `${key} was answered with ${got} and not with ${expected}`)
}
