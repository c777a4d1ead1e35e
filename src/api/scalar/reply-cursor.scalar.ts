import { GraphQLScalarType, Kind } from 'graphql'
import { badInput } from '../../errors.ts'

/** A cursor as it crosses the edge: a string that only the reply log reads. */
export const ReplyCursorScalar = new GraphQLScalarType<string, string>({
  name: 'ReplyCursor',
  description:
    "Opaque position in one reply's stream. Store the last one seen, hand it back to resume; never parse or compare it.",
  serialize: asText,
  parseValue: asText,
  parseLiteral: (node) => asText(node.kind === Kind.STRING ? node.value : undefined),
})

function asText(value: unknown): string {
  if (typeof value !== 'string') throw badInput('A ReplyCursor is a string.')
  return value
}
