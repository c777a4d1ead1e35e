import { createServer } from 'node:http'
import { createYoga } from 'graphql-yoga'
import { listenOnLoopback } from '../process/listen-on-loopback.ts'
import { tellReady } from '../process/serve-parent.ts'
import { replySchema } from './reply-schema.ts'

const yoga = createYoga({ schema: replySchema, logging: false })
// eslint-disable-next-line @typescript-eslint/no-misused-promises -- Yoga is a request listener by its own documentation
const server = createServer(yoga)

tellReady({ url: `http://127.0.0.1:${await listenOnLoopback(server)}/graphql` })
