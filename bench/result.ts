import type { DeliveryFigures } from './scenario/delivery.ts'
import type { HistoryFigures } from './scenario/history.ts'
import type { IdleFigures } from './scenario/idle.ts'

/** Everything that one run of the bench found out. */
export interface BenchResult {
  plan: string
  /** What it ran on, without a name. */
  machine: { cores: number; memoryGb: number; platform: string; node: string; postgres: string }
  /** In the order in which the runs were made. */
  streams: DeliveryFigures[]
  fanOut: DeliveryFigures[]
  idle: IdleFigures[]
  history: HistoryFigures[]
  tookSeconds: number
}
