import fastify from 'fastify'
import mercurius from 'mercurius'
import { tellReady } from '../process/serve-parent.ts'
import { replySchema } from './reply-schema.ts'

const app = fastify()
await app.register(mercurius, { schema: replySchema, subscription: true })

tellReady({ url: `${await app.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 })}/graphql` })
