import { readFileSync } from 'node:fs'
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  lexicographicSortSchema,
  printSchema,
  type GraphQLNamedType,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { buildParleySchema } from '../../src/api/schema.ts'
import { errorCodes } from '../../src/errors.ts'

const read = (name: string) => readFileSync(new URL(`../../schema/${name}`, import.meta.url), 'utf8')
const schema = await buildParleySchema()
const core = buildSchema(read('core.graphql'))

const own = (types: readonly GraphQLNamedType[]) =>
  types.filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type))
const types = own(Object.values(schema.getTypeMap()))

/** What a type consists of, each part on a line with everything that a client relies on. */
function partsOf(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name}.${name}`)
  if (isUnionType(type)) return type.getTypes().map(({ name }) => `${type.name} = ${name}`)
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map(
      ({ name, type: of, defaultValue }) => `${type.name}.${name}: ${String(of)} = ${JSON.stringify(defaultValue)}`,
    )
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [type.name]
  return Object.values(type.getFields()).flatMap(({ name, type: of, args }) => [
    `${type.name}.${name}: ${String(of)}`,
    ...args.map(
      (arg) => `${type.name}.${name}(${arg.name}: ${String(arg.type)} = ${JSON.stringify(arg.defaultValue)})`,
    ),
  ])
}

describe('schema/schema.graphql', () => {
  it('is what the code says', () => {
    expect(read('schema.graphql')).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`)
  })

  it.each(own(Object.values(core.getTypeMap())).map((type) => ({ name: type.name, type })))(
    'contains all of $name in the core of the contract',
    ({ name, type }) => {
      const ours = schema.getType(name)
      expect(ours?.constructor.name).toBe(type.constructor.name)
      expect(partsOf(ours as GraphQLNamedType)).toEqual(expect.arrayContaining(partsOf(type)))
    },
  )

  it('asks for nothing that a client of the core does not know', () => {
    // An argument or input field that is added must have a default or be nullable, or every older client breaks.
    const added = types.flatMap(partsOf).filter((part) => /[(].*: .*! = undefined/.test(part))
    const known = own(Object.values(core.getTypeMap())).flatMap(partsOf)
    const ofCore = (part: string) => known.some((line) => line.startsWith(part.slice(0, part.indexOf('('))))
    expect(added.filter((part) => ofCore(part) && !known.includes(part))).toEqual([])
    const input = partsOf(schema.getType('SendMessageInput') as GraphQLNamedType).filter((part) => part.includes('! ='))
    expect(input).toEqual(['SendMessageInput.text: String! = undefined'])
  })

  it('has the closed list of error codes', () => {
    const type = schema.getType('ErrorCode')
    expect(
      isEnumType(type) &&
        type
          .getValues()
          .map(({ name }) => name)
          .sort(),
    ).toEqual([...errorCodes].sort())
  })

  it('describes every type, field, argument and value', () => {
    const bare = types.flatMap((type) => [...(blank(type) ? [type.name] : []), ...undescribed(type)])
    expect(bare).toEqual([])
  })
})

const blank = ({ description }: { description?: string | null | undefined }): boolean => !description?.trim()

function undescribed(type: GraphQLNamedType): string[] {
  if (isEnumType(type))
    return type
      .getValues()
      .filter(blank)
      .map(({ name }) => `${type.name}.${name}`)
  if (isInputObjectType(type))
    return Object.values(type.getFields())
      .filter(blank)
      .map(({ name }) => `${type.name}.${name}`)
  if (!isObjectType(type)) return []
  return Object.values(type.getFields()).flatMap((field) => [
    ...(blank(field) ? [`${type.name}.${field.name}`] : []),
    ...field.args.filter(blank).map(({ name }) => `${type.name}.${field.name}(${name})`),
  ])
}
