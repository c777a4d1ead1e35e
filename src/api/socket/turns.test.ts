import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Turns } from './turns.ts'

it('lets so many run at once and the others in their order', async () => {
  const turns = new Turns(2)
  const [one, two, three, four] = [{}, {}, {}, {}]
  expect([turns.begin(one), turns.begin(two)]).toEqual([undefined, undefined])
  const began: string[] = []
  void turns.begin(three)?.then(() => began.push('three'))
  void turns.begin(four)?.then(() => began.push('four'))
  expect(turns.waiting).toBe(2)

  // Who has no turn has none to give.
  turns.end(four)
  await turn()
  expect(began).toEqual([])
  turns.end(two)
  turns.end(two)
  await turn()
  expect(began).toEqual(['three'])
  turns.end(one)
  turns.end(three)
  await turn()
  expect(began).toEqual(['three', 'four'])
  expect(turns.waiting).toBe(0)
})
