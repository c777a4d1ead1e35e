import { ChatError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { RecoveryMeans } from '../provider/configured-provider.ts'
import type { ModelRegistry, ResolvedModel } from '../provider/model-registry.ts'
import { EpochTape } from '../reply-log/epoch-tape.ts'
import { beganAnew, carryOn, type Lineage } from '../reply-log/lineage.ts'
import type { KeptReply, Lease, ReplyLog } from '../reply-log/reply-log.ts'
import type { AttemptStore } from './attempt-store.ts'
import { failureOf } from './failure.ts'
import type { TakenOverReply } from './lease-store.ts'
import type { Outcome } from './reply-store.ts'
import type { ReplyWriter } from './reply-writer.ts'
import type { WritingPlaces } from './writing-places.ts'

/** Calls to providers that one reply may cost, recovery included. */
const mostAttempts = 3
/** A reply that outlived so many writers may be what kills them; a takeover raises the fence by one or two. */
const mostFences = 20

export interface ReplyRecoveryOptions {
  log: ReplyLog
  attempts: AttemptStore
  writer: ReplyWriter
  places: WritingPlaces
  models: ModelRegistry
  logger: Logger
  /** Where a model's own settings do not say. */
  means: RecoveryMeans
}

/** Decides what becomes of a reply whose writer died, and has it carried out. */
export class ReplyRecovery {
  readonly #options: ReplyRecoveryOptions

  constructor(options: ReplyRecoveryOptions) {
    this.#options = options
  }

  /** Stopped where that was asked; joined, continued or begun anew while that may be; else failed, with its text kept. */
  async goOn(reply: TakenOverReply, { mayRejoin = true } = {}): Promise<void> {
    const kept = await this.#options.log.kept(reply.replyId)
    if (!kept) return // it was settled, or deleted, an instant before
    if (reply.stopRequested) return this.#conclude(reply, kept, { status: 'stopped' })
    try {
      const model = await this.#options.models.resolve(reply.model)
      const means = model.settings.recovery ?? this.#options.means
      if (means === 'none' || reply.fence > mostFences) throw interrupted()
      if (means === 'rejoin' && mayRejoin && (await this.#rejoin(reply, kept, model))) return
      await this.#askAgain(reply, kept, { model, means })
    } catch (error) {
      // The database's faults and our own end no reply: its lease runs out, and it is taken over once more.
      if (!(error instanceof ChatError)) throw error
      await this.#conclude(reply, kept, { status: 'failed', error: failureOf(error, kept.tape.text !== '') })
    }
  }

  /** Reads on in the run of the last attempt, in the same epoch: the very same text goes on. False where there is none. */
  async #rejoin(reply: TakenOverReply, kept: KeptReply, model: ResolvedModel): Promise<boolean> {
    const { attempts, writer, places, logger } = this.#options
    if (!model.provider.rejoin) return false
    const open = await attempts.openRun(reply.replyId)
    if (!open) return false
    // Without a place only a first attempt can be joined, from its beginning: nothing of another stands before it.
    const place = kept.place ?? (open.ordinal === 0 && kept.tape.length === 0 ? { position: 0, after: 0 } : undefined)
    if (!place) return false
    // What is stored beyond the place comes once more.
    const again = kept.tape.segmentFrom(place.position).text.length
    logger.info({ replyId: reply.replyId }, 'joins the run of a reply again')
    writer.start(reply, {
      messageId: reply.messageId,
      model,
      place: places.enter(reply.viewerId),
      opening: { tape: kept.tape, lineage: kept.lineage, rejoined: true },
      // Of a later attempt nobody knows how much of the text is its own.
      rejoin: {
        id: open.run,
        after: place.after,
        received: open.ordinal === 0 ? kept.tape.text.length - again : undefined,
      },
      again,
      otherwise: () => this.#again(reply),
    })
    return true
  }

  #again(reply: TakenOverReply): void {
    this.goOn(reply, { mayRejoin: false }).catch((error: unknown) => {
      // The lease runs out, and whoever takes the reply over next tries again.
      this.#options.logger.warn({ err: error, replyId: reply.replyId }, 'could not go on with a reply')
    })
  }

  async #askAgain(
    reply: TakenOverReply,
    kept: KeptReply,
    { model, means }: { model: ResolvedModel; means: RecoveryMeans },
  ): Promise<void> {
    if (reply.attempts >= mostAttempts) throw interrupted()
    const { attempts, writer, places } = this.#options
    const continuing = kept.tape.text !== '' && means !== 'reset' && model.provider.continues !== false
    const carries = continuing || kept.tape.text === ''
    const lineage = carries ? whole(kept) : beganAnew('recovery')
    const abandoned = await attempts.openRun(reply.replyId)
    const lease = await attempts.beginEpoch(reply, { lineage, attempt: model.id })
    if (!lease) return
    if (abandoned) this.#cancel(reply, model, abandoned.run)
    const tape = carries ? inEpoch(lease.epoch, kept.tape) : new EpochTape(lease.epoch)
    writer.start(lease, {
      messageId: reply.messageId,
      model,
      continuing,
      place: places.enter(reply.viewerId),
      opening: { tape, lineage, rejoined: false },
    })
  }

  /** Nobody reads the run of the dead writer any more; it would go on, and be paid for, to its end. */
  #cancel({ replyId }: Lease, { provider }: ResolvedModel, run: string): void {
    provider.cancel?.(run, AbortSignal.timeout(cancelMs)).catch((error: unknown) => {
      this.#options.logger.warn({ err: error, replyId }, 'could not cancel the run of a reply that is over')
    })
  }

  async #conclude(reply: TakenOverReply, kept: KeptReply, outcome: Outcome): Promise<void> {
    const { attempts, models } = this.#options
    const lineage = whole(kept)
    const abandoned = await attempts.openRun(reply.replyId)
    const lease = await attempts.beginEpoch(reply, { lineage, attempt: null })
    if (!lease) return
    if (abandoned) {
      const model = await models.resolve(reply.model).catch(() => undefined)
      if (model) this.#cancel(reply, model, abandoned.run)
    }
    const tape = inEpoch(lease.epoch, kept.tape)
    this.#options.writer.conclude(lease, { tape, lineage, rejoined: false }, outcome)
  }
}

/** For a vendor to hear that a run is given up, in milliseconds. */
const cancelMs = 5_000

/** The next epoch has all that is stored: only who saw more has to begin anew. */
const whole = ({ tape, lineage }: KeptReply): Lineage =>
  carryOn(lineage, { epoch: tape.epoch, position: tape.length }, 'recovery')

const inEpoch = (epoch: number, { text, marks }: EpochTape): EpochTape => EpochTape.of(epoch, text, marks)

const interrupted = (): ChatError =>
  new ChatError('REPLY_INTERRUPTED', 'The reply was interrupted and could not be continued. Ask again for another one.')
