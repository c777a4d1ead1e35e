import { GraphQLScalarType, Kind } from 'graphql'
import { badInput } from '../../errors.ts'

/** A cursor as it crosses the edge: a string that only the viewer's events read. */
export const ViewerEventCursorScalar = new GraphQLScalarType<string, string>({
  name: 'ViewerEventCursor',
  description:
    "Opaque position in all that happens to one viewer's conversations. Store the last one seen, hand it back to resume; never parse or compare it.",
  serialize: asText,
  parseValue: asText,
  parseLiteral: (node) => asText(node.kind === Kind.STRING ? node.value : undefined),
})

function asText(value: unknown): string {
  if (typeof value !== 'string') throw badInput('A ViewerEventCursor is a string.')
  return value
}
