import type { DocumentNode } from 'graphql'

// Written as the tree that a parser makes of `replyQuery`: to bring a parser along would cost a page more than all the rest.
const name = (value: string) => ({ kind: 'Name', value })
const named = (type: string) => ({ kind: 'NamedType', name: name(type) })
const variable = (value: string) => ({ kind: 'Variable', name: name(value) })
const field = (value: string, fields?: object[]) => ({
  kind: 'Field',
  name: name(value),
  arguments: [],
  directives: [],
  ...(fields && { selectionSet: { kind: 'SelectionSet', selections: fields } }),
})
const on = (type: string, ...fields: (string | object)[]) => ({
  kind: 'InlineFragment',
  typeCondition: named(type),
  directives: [],
  selectionSet: {
    kind: 'SelectionSet',
    selections: [field('cursor'), ...fields.map((one) => (typeof one === 'string' ? field(one) : one))],
  },
})
const argument = (value: string) => ({ kind: 'Argument', name: name(value), value: variable(value) })
const definition = (value: string, type: object) => ({
  kind: 'VariableDefinition',
  variable: variable(value),
  type,
  directives: [],
})

const error = field(
  'error',
  ['code', 'message', 'retryable', 'retryAfterMs'].map((one) => field(one)),
)

/** `replyQuery` as a document. */
export const replyDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'subscription',
      name: name('Reply'),
      variableDefinitions: [
        definition('replyId', { kind: 'NonNullType', type: named('ID') }),
        definition('after', named('ReplyCursor')),
      ],
      directives: [],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            ...field('replyStream', [
              field('__typename'),
              on('ReplyDelta', 'text'),
              on('ReplyReset', 'reason'),
              on('ReplyNotice', 'kind', 'model'),
              on('ReplyEnd', field('reply', [...['id', 'status', 'model'].map((one) => field(one)), error])),
            ]),
            arguments: [argument('replyId'), argument('after')],
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode
