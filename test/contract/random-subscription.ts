import fc from 'fast-check'

/** A valid document that follows a reply, and variables for it. */
export interface RandomSubscription {
  query: string
  variables: Record<string, boolean>
}

interface Fragment {
  name: string
  on: string
  body: string
}

const leaves: Record<string, string[]> = {
  ReplyEvent: [],
  ReplyDelta: ['cursor', 'text'],
  ReplyReset: ['cursor', 'reason'],
  ReplyNotice: ['cursor', 'kind', 'model'],
  ReplyEnd: ['cursor'],
}
const concrete = Object.keys(leaves).filter((type) => type !== 'ReplyEvent')
const nested = [
  'reply { id status text }',
  'reply { cursor message { text conversation { id title } } }',
  'reply { ...R }',
]
const replyFragment = 'fragment R on Reply { model message { reply { id } } endedAt error { code } }'

const condition = fc.constantFrom('true', 'false', '$one', '$two')
const directives = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: condition.map((value) => ` @include(if: ${value})`) },
  { weight: 1, arbitrary: condition.map((value) => ` @skip(if: ${value})`) },
  {
    weight: 1,
    arbitrary: fc.tuple(condition, condition).map(([one, two]) => ` @skip(if: ${one}) @include(if: ${two})`),
  },
)

// An alias belongs to one field, so that selections can always be merged.
const leafOf = (type: string) =>
  fc
    .record({
      field: fc.constantFrom('__typename', ...leaves[type]!),
      alias: fc.constantFrom('', 'A', 'B'),
      directives,
    })
    .map(({ field, alias, directives }) => (alias ? `${field}${alias}: ${field}` : field) + directives)

const replyOf = fc
  .record({ field: fc.constantFrom(...nested), directives })
  .map(({ field, directives }) => field.replace(' {', `${directives} {`))

/** What may be selected of a type, by the fragments that may be spread in it. */
function selectionOf(type: string, fragments: readonly Fragment[], depth: number): fc.Arbitrary<string> {
  const within = fragments.filter(({ on }) => on === type || on === 'ReplyEvent' || type === 'ReplyEvent')
  const conditions = type === 'ReplyEvent' ? [...concrete, 'ReplyEvent'] : [type, 'ReplyEvent']
  const choices: fc.WeightedArbitrary<string>[] = [{ weight: 3, arbitrary: leafOf(type) }]
  if (type === 'ReplyEnd') choices.push({ weight: 1, arbitrary: replyOf })
  if (within.length > 0) {
    choices.push({
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...within), directives)
        .map(([{ name }, directive]) => `...${name}${directive}`),
    })
  }
  if (depth > 0) {
    const inline = fc.constantFrom('', ...conditions).chain((on) => {
      const inner = selectionSetOf(on || type, fragments, depth - 1)
      return fc.tuple(directives, inner).map(([directive, body]) => `...${on && ` on ${on}`}${directive} ${body}`)
    })
    choices.push({ weight: type === 'ReplyEvent' ? 5 : 2, arbitrary: inline })
  }
  return fc.oneof(...choices)
}

const selectionSetOf = (type: string, fragments: readonly Fragment[], depth: number): fc.Arbitrary<string> =>
  fc
    .array(selectionOf(type, fragments, depth), { minLength: 1, maxLength: 4 })
    .map((selections) => `{ ${selections.join(' ')} }`)

/** Each fragment may spread those made before it: no circle can come of that. */
function fragmentsAfter(made: readonly Fragment[], more: number): fc.Arbitrary<readonly Fragment[]> {
  if (more === 0) return fc.constant(made)
  return fc
    .constantFrom(...Object.keys(leaves))
    .chain((on) => selectionSetOf(on, made, 1).map((body) => ({ name: `F${made.length}`, on, body })))
    .chain((fragment) => fragmentsAfter([...made, fragment], more - 1))
}

const rootOf = (fragments: readonly Fragment[]) =>
  fc
    .record({
      alias: fc.constantFrom('', 'it: ', 'replyStreamToo: '),
      bodies: fc.array(selectionSetOf('ReplyEvent', fragments, 2), { minLength: 1, maxLength: 2 }),
      wrap: fc.constantFrom('', '... on Subscription', '...'),
    })
    .map(({ alias, bodies, wrap }) => {
      const fields = bodies.map((body) => `${alias}replyStream(replyId: $replyId, after: $after) ${body}`).join(' ')
      return wrap ? `${wrap} { ${fields} }` : fields
    })

/** Fragments that are used, by whatever uses them, and theirs. */
function used(text: string, fragments: readonly Fragment[]): Fragment[] {
  const found = new Map<string, Fragment>()
  const visit = (body: string) => {
    for (const fragment of fragments) {
      if (found.has(fragment.name) || !body.includes(`...${fragment.name}`)) continue
      found.set(fragment.name, fragment)
      visit(fragment.body)
    }
  }
  visit(text)
  return [...found.values()]
}

/** Random valid subscriptions to one reply: aliases, directives, fragments within fragments, what is selected twice. */
export const randomSubscription: fc.Arbitrary<RandomSubscription> = fc
  .nat(3)
  .chain((count) => fragmentsAfter([], count))
  .chain((fragments) => fc.record({ fragments: fc.constant(fragments), root: rootOf(fragments) }))
  .chain(({ fragments, root }) =>
    fc.record({ one: fc.boolean(), two: fc.option(fc.boolean(), { nil: undefined }) }).map(({ one, two }) => {
      const parts = used(root, fragments).map(({ name, on, body }) => `fragment ${name} on ${on} ${body}`)
      const body = [root, ...parts].join('\n')
      if (body.includes('...R')) parts.push(replyFragment)
      const usesOne = body.includes('$one')
      const usesTwo = body.includes('$two')
      const variables = `($replyId: ID!, $after: ReplyCursor${usesOne ? ', $one: Boolean!' : ''}${usesTwo ? ', $two: Boolean! = true' : ''})`
      return {
        query: [`subscription Follow${variables} { ${root} }`, ...parts].join('\n'),
        variables: { ...(usesOne && { one }), ...(usesTwo && two !== undefined && { two }) },
      }
    }),
  )
