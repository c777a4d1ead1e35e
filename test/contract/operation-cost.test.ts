import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  getIntrospectionQuery,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
  type GraphQLSchema,
} from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { operationCost } from '../../src/api/operation-cost.ts'
import { buildParleySchema } from '../../src/api/schema.ts'

let schema: GraphQLSchema

beforeAll(async () => {
  schema = await buildParleySchema()
})

const refusals = (query: string) => validate(schema, parse(query), [operationCost]).map(({ message }) => message)

const nested = (depth: number) =>
  `{ reply(id: "x") ${'{ message { replies '.repeat(depth)} { id } ${'} }'.repeat(depth)} }`

describe('the cost of an operation', () => {
  it('is refused where lists within lists multiply', () => {
    expect(refusals(nested(3))).toEqual([])
    expect(refusals(nested(10))).toHaveLength(1)
    expect(refusals(nested(200))).toHaveLength(1)
  })

  it('is refused where a text is asked for under many names', () => {
    const query = (names: number) =>
      `{ reply(id: "x") { text ${Array.from({ length: names }, (_, index) => `t${index}: text`).join(' ')} } }`
    expect(refusals(query(3))).toEqual([])
    expect(refusals(query(4))).toHaveLength(1)
    expect(refusals(query(600))).toHaveLength(1)
  })

  it('counts pages by their size, a variable as the largest', () => {
    const query = (size: string, fields: string) =>
      `query ($n: Int) { history(conversationId: "x", last: ${size}) { edges { node { replies { message { replies { ${fields} } } } } } } }`
    const fields = Array.from({ length: 40 }, (_, index) => `f${index}: id`).join(' ')
    expect(refusals(query('1', fields))).toEqual([])
    expect(refusals(query('100', fields))).toHaveLength(1)
    expect(refusals(query('$n', fields))).toHaveLength(1)
  })

  it('is found at once for fragments that unfold to millions, or into themselves', () => {
    const bomb = Array.from(
      { length: 30 },
      (_, index) => `fragment f${index} on Viewer { ...f${index + 1} ...f${index + 1} }`,
    )
    const startedAt = performance.now()
    expect(refusals(`{ viewer { ...f0 } } ${bomb.join(' ')} fragment f30 on Viewer { id }`)).toHaveLength(1)
    expect(refusals('{ viewer { ...a } } fragment a on Viewer { ...b } fragment b on Viewer { ...a }')).toEqual([])
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  it('leaves room for introspection and for every operation of the web client', () => {
    expect(refusals(getIntrospectionQuery())).toEqual([])
    const folder = join(import.meta.dirname, '../../web/operations')
    const documents = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
    expect(refusals(documents.join('\n'))).toEqual([])
  })

  it('knows every list of objects in the schema', () => {
    const lists: string[] = []
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__')) continue
      for (const field of Object.values(type.getFields())) {
        const inner = isNonNullType(field.type) ? field.type.ofType : field.type
        if (isListType(inner)) lists.push(field.name)
      }
    }
    // `edges` are counted by the page that they are part of.
    expect([...new Set(lists)].sort()).toEqual(['edges', 'models', 'replies'])
  })
})
