import { History } from '../checker/records.ts'
import { startRedis, type RedisServer } from '../../kit/redis.ts'
import { databaseAlone, databaseOn, type ClusterDatabase } from './database.ts'
import { ModelVendor } from './model-vendor.ts'
import { Node, type NodeOptions } from './node.ts'

export interface ClusterOptions {
  /** The server's bundle. */
  entry: string
  nodes: number
  /** A Postgres server to make a database on; without it the cluster gets a server of its own. */
  postgresUrl?: string | undefined
  redis?: boolean | undefined
  env?: ((index: number) => Record<string, string>) | undefined
}

interface ClusterParts {
  vendor: ModelVendor
  database: ClusterDatabase
  redis: RedisServer | undefined
}

/** Several servers on one database, a model vendor behind them, and a hand on everything between. */
export class Cluster {
  /** Where everything that happens is written down; a new one for each scenario. */
  history = new History()

  readonly vendor: ModelVendor
  readonly database: ClusterDatabase
  readonly redis: RedisServer | undefined

  private constructor(
    readonly nodes: readonly Node[],
    { vendor, database, redis }: ClusterParts,
  ) {
    this.vendor = vendor
    this.database = database
    this.redis = redis
  }

  static async start({ entry, nodes: count, postgresUrl, env, redis: withRedis }: ClusterOptions): Promise<Cluster> {
    const database = await (postgresUrl === undefined ? databaseAlone() : databaseOn(postgresUrl))
    const vendor = new ModelVendor()
    await vendor.listen()
    const redis = withRedis ? await startRedis() : undefined
    const redisEnv: Record<string, string> = redis ? { REDIS_URL: redis.url } : {}
    const vendorEnv = { OPENAI_BASE_URL: vendor.baseUrl, OPENAI_MODEL: 'fake-small' }
    const nodes: Node[] = []
    const cluster = new Cluster(nodes, { vendor, database, redis })
    for (let index = 0; index < count; index++) {
      const note: NodeOptions['note'] = (fault) => void cluster.history.faults.push({ at: performance.now(), ...fault })
      const options = {
        name: `node-${index}`,
        entry,
        databaseUrl: database.url,
        env: { ...vendorEnv, ...redisEnv, ...env?.(index) },
        note,
      }
      nodes.push(await Node.prepare(options))
    }
    try {
      // The first one migrates; the others need not wait for it in line.
      await nodes[0]?.start()
      await Promise.all(nodes.slice(1).map((node) => node.start()))
      return cluster
    } catch (error) {
      await cluster.close()
      throw error
    }
  }

  get living(): Node[] {
    return this.nodes.filter(({ alive }) => alive)
  }

  /** Any node but these. */
  other(...not: Node[]): Node {
    const node = this.nodes.find((each) => each.alive && !not.includes(each))
    if (!node) throw new Error('no other node lives')
    return node
  }

  /** Takes every fault away and starts what does not run. */
  async heal(): Promise<void> {
    this.vendor.onMoment = undefined
    for (const node of this.nodes) {
      node.wire.trap = undefined
      node.wire.deaf = false
      node.link.onAnswer = undefined
    }
    await Promise.all(this.nodes.map((node) => node.start()))
  }

  async killDatabase(): Promise<void> {
    this.history.faults.push({ at: performance.now(), kind: 'database-kill', node: 'database' })
    await this.database.killServer()
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.close()))
    await this.vendor.stop()
    await this.redis?.stop()
    await this.database.close()
  }
}
