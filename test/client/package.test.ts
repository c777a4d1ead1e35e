import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { replyQuery } from '@parley/client'
import { build } from 'esbuild'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

describe('the client package', () => {
  it.each(['index', 'apollo', 'urql'])('ships %s in less than 5,000 bytes gzipped', async (entry) => {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [`packages/client/src/${entry}.ts`],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      packages: 'external',
    })
    const bytes = gzipSync(outputFiles[0]!.contents).length
    process.stdout.write(`@parley/client ${entry}: ${bytes} bytes gzipped\n`)
    expect(bytes).toBeLessThan(5_000)
  })

  it('asks for nothing that the contract does not have', () => {
    const schema = buildSchema(readFileSync(join(root, 'schema/schema.graphql'), 'utf8'))
    expect(validate(schema, parse(replyQuery))).toEqual([])
  })
})
