import { ApolloServer } from '@apollo/server'
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify'
import fastify from 'fastify'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { listenOnLoopback } from '../process/listen-on-loopback.ts'
import { tellReady } from '../process/serve-parent.ts'
import { replySchema } from './reply-schema.ts'

const app = fastify()
const sockets = new WebSocketServer({ server: app.server, path: '/graphql' })
useServer({ schema: replySchema }, sockets)

const apollo = new ApolloServer({ schema: replySchema, plugins: [fastifyApolloDrainPlugin(app)] })
await apollo.start()
await app.register(fastifyApollo(apollo))
await app.ready()

tellReady({ url: `http://127.0.0.1:${await listenOnLoopback(app.server)}/graphql` })
