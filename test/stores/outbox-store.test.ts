import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenDatabase } from '../../src/db/open.ts'
import { systemIds } from '../../src/kernel/ids.ts'
import { outboxLease, outboxStore, type NewMessage, type Outgoing } from '../../src/outbox/outbox-store.ts'
import { day, minute, second } from '../support/clock.ts'
import { databases } from '../support/databases.ts'
import { emptyGround, otherEnvelope, together, type Ground } from './ground.ts'

const again = { again: true, delay: second, tokenGone: false, replyUnknown: false, neverPushed: false } as const
const wait = { wait: true, tokenGone: true } as const

describe.each(Object.entries(databases))('the outbox on %s', (kind, open) => {
  let database: OpenDatabase
  let ground: Ground
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    ground = await emptyGround(database)
  })

  const add = (messages: NewMessage[], lease = false, worker = 'worker-1'): Promise<Outgoing[]> =>
    together(ground.db, (transaction) => ground.outbox(worker).add(transaction, 'town', messages, lease))
  const words = (outgoing: readonly Outgoing[]) =>
    outgoing.map((one) => one.messages.map((message) => message['text']).join('+'))
  const rows = () => ground.db.selectFrom('outbox').selectAll().orderBy('created_at').orderBy('outbox_id').execute()
  const claimOne = async (worker = 'worker-1'): Promise<Outgoing> => {
    const [claimed] = await ground.outbox(worker).claim(1)
    if (!claimed) throw new Error('There was nothing to claim.')
    return claimed
  }
  /** Stores messages and lets them wait for the person's next reply. */
  const letWait = async (...messages: NewMessage[]) => {
    for (const message of messages) {
      await add([message])
      await ground.outbox().settle(await claimOne(), wait, 429)
      ground.clock.move(second)
    }
  }

  it('writes down neither to whom nor what', async () => {
    await add([ground.message('คำตอบของท่าน')])
    expect(JSON.stringify(await rows())).not.toMatch(/U-somchai|คำตอบ|token-/)
    expect(words([await claimOne()])).toEqual(['คำตอบของท่าน'])
  })

  it('hands out what is due, oldest first, each to one worker only', async () => {
    await add([ground.message('one')])
    ground.clock.move(1)
    await add([ground.message('two')])
    expect(words(await ground.outbox('a').claim(1))).toEqual(['one'])
    expect(words(await ground.outbox('b').claim(5))).toEqual(['two'])
    expect(await ground.outbox('c').claim(5)).toEqual([])
  })

  // PGlite has one connection: there nothing happens at once.
  it.skipIf(kind === 'pglite')('never gives two workers the same message, however many ask at once', async () => {
    await add(Array.from({ length: 40 }, (_, index) => ground.message(`m${index}`)))
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, index) => ground.outbox(`worker-${index}`).claim(10)),
    )
    const all = claims.flat().map((one) => one.id)
    expect(new Set(all).size).toBe(all.length)
  })

  it('hands out what was stored in the same millisecond in its order', async () => {
    const all = Array.from({ length: 30 }, (_, index) => `m${index}`)
    await add(all.map((one) => ground.message(one)))
    expect(words(await ground.outbox().claim(30))).toEqual(all)
    const ids = (await rows()).map((row) => row.outbox_id)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('leaves a message that its maker sends itself to the maker, as long as the lease lasts', async () => {
    const [mine] = await add([ground.message('mine')], true)
    expect(mine).toMatchObject({ attempts: 1, replyUnknown: false })
    ground.clock.move(outboxLease)
    expect(await ground.outbox('other').claim(5)).toEqual([])
  })

  it('takes a reply whose sender disappeared as one of which nobody knows whether it arrived', async () => {
    await add([ground.message('maybe')], true)
    ground.clock.move(outboxLease + 1)
    expect(await ground.outbox('other').claim(5)).toMatchObject([{ attempts: 2, replyUnknown: true }])
    expect(await rows()).toMatchObject([{ reply_unknown: 1 }])
  })

  it('knows the same of a second attempt that disappeared after a first one that had failed', async () => {
    await add([ground.message('maybe')], true)
    const [first] = await add([ground.message('twice')], true)
    if (first) await ground.outbox().settle(first, { ...again, delay: 0 }, 500)
    const second = await ground.outbox('second').claim(5)
    expect(second).toMatchObject([{ replyUnknown: false }])
    ground.clock.move(outboxLease + 1)
    expect((await ground.outbox('third').claim(5)).map((one) => one.replyUnknown)).toEqual([true, true])
  })

  it('loses no push because its sender disappeared: without a reply token no reply can have been tried', async () => {
    await add([ground.message('push', { replyToken: null, replyUntil: null })], true)
    ground.clock.move(outboxLease + 1)
    expect(await ground.outbox('other').claim(5)).toMatchObject([{ replyUnknown: false, replyUntil: null }])
  })

  it('loses no push that was only claimed after its reply token had died', async () => {
    await add([ground.message('late')])
    ground.clock.move(50 * second)
    await ground.outbox('gone').claim(1)
    ground.clock.move(outboxLease + 1)
    expect(await ground.outbox('other').claim(5)).toMatchObject([{ replyUnknown: false }])
  })

  it('gives back after a restart what the process before held, with the attempt counted', async () => {
    await add([ground.message('maybe')], true, 'before')
    await ground.outbox('after').releaseAll()
    expect(await ground.outbox('after').claim(5)).toMatchObject([{ attempts: 2, replyUnknown: true }])
  })

  it('loses no push over a restart that was only claimed after its reply token had died', async () => {
    await add([ground.message('late')])
    ground.clock.move(50 * second)
    await ground.outbox('before').claim(1)
    await ground.outbox('after').releaseAll()
    expect(await ground.outbox('after').claim(5)).toMatchObject([{ attempts: 2, replyUnknown: false }])
  })

  it('remembers the first push only, because LINE counts the life of the retry key from there', async () => {
    const [message] = await add([ground.message('push', { replyToken: null, replyUntil: null })], true)
    const first = ground.clock.now()
    await ground.outbox().startPush(message?.id ?? '')
    ground.clock.move(minute)
    await ground.outbox().startPush(message?.id ?? '')
    expect((await claimOne()).firstPushAt).toEqual(first)
  })

  it('waits as long as the verdict says before the next attempt', async () => {
    const [message] = await add([ground.message('again')], true)
    if (message) await ground.outbox().settle(message, again, 503)
    ground.clock.move(second - 1)
    expect(await ground.outbox().claim(1)).toEqual([])
    ground.clock.move(1)
    expect(await claimOne()).toMatchObject({ attempts: 2, replyUnknown: false })
  })

  it('holds nothing back for long because the clock was a day ahead when it was to be tried again or taken up', async () => {
    await add([ground.message('again'), ground.message('taken up')])
    ground.clock.move(day)
    const [first] = await ground.outbox().claim(2)
    if (first) await ground.outbox().settle(first, again, 429)
    ground.clock.move(-day)
    expect(words(await ground.outbox().claim(5)).toSorted()).toEqual(['again', 'taken up'])
    expect(await ground.outbox('another').claim(5)).toEqual([])
  })

  it('forgets a reply token that is gone', async () => {
    const [message] = await add([ground.message('again')], true)
    if (message) await ground.outbox().settle(message, { ...again, delay: 0, tokenGone: true }, 400)
    expect((await claimOne()).replyUntil).toBeNull()
  })

  it.each(['sent', 'failed', 'unknown'] as const)('erases what was said when a message ends as %s', async (end) => {
    const [message] = await add([ground.message('gone')], true)
    if (message && end === 'sent') await ground.outbox().finishSent([message.id])
    else if (message) await ground.outbox().settle(message, { end }, 400)
    expect(await rows()).toMatchObject([{ state: end, payload_sealed: '', claimed_by: null }])
    ground.clock.move(day)
    expect(await ground.outbox().claim(5)).toEqual([])
  })

  it('believes no verdict of a sender that lost the message to another one meanwhile', async () => {
    const [slow] = await add([ground.message('one')], true, 'slow')
    ground.clock.move(outboxLease + 1)
    const [quick] = await ground.outbox('quick').claim(1)
    await ground.outbox('quick').finishSent([quick?.id ?? ''])
    if (slow) await ground.outbox('slow').settle(slow, wait, 400)
    expect(await rows()).toMatchObject([{ state: 'sent' }])
  })

  it('lets a sender keep a message for longer only while it is still theirs', async () => {
    const [message] = await add([ground.message('one')], true, 'mine')
    if (!message) throw new Error('Nothing was stored.')
    ground.clock.move(outboxLease - 1)
    expect(await ground.outbox('mine').renew(message)).toBe(true)
    ground.clock.move(outboxLease - 1)
    expect(await ground.outbox('other').claim(1)).toEqual([])
    ground.clock.move(2)
    expect(await ground.outbox('mine').renew(message)).toBe(false)
    await ground.outbox('mine').claim(1)
    // Claimed once more, by the same process even: the earlier hold is over.
    expect(await ground.outbox('mine').renew(message)).toBe(false)
  })

  const texts = (...words: string[]) => words.map((one) => ({ type: 'text', text: one }))
  const take = async (room: number) => {
    const taken = await together(ground.db, (transaction) => ground.outbox().takeWaiting(transaction, 'somchai', room))
    return taken.messages.map((message) => message['text'])
  }

  it('lets messages ride on a reply, oldest first, as many as there is room for', async () => {
    await letWait(ground.message('a'), ground.message('b', { messages: texts('b1', 'b2') }), ground.message('c'))
    await letWait(ground.message('of somebody else', { personId: 'malee' }))
    expect(await take(0)).toEqual([])
    expect(await take(1)).toEqual(['a'])
    expect(await take(4)).toEqual(['b1', 'b2', 'c'])
    expect(await take(4)).toEqual([])
    expect((await rows()).map((row) => [row.state, row.payload_sealed === ''])).toEqual([
      ...Array.from({ length: 3 }, () => ['merged', true]),
      ['waiting', false],
    ])
  })

  it('lets a message that is longer than a reply has room ride in parts, in order, nothing twice', async () => {
    const five = texts('1', '2', '3', '4', '5')
    await letWait(ground.message('long', { messages: five }), ground.message('later'))
    const [whole] = await rows()
    expect(await take(2)).toEqual(['1', '2'])
    // What is left is another message for LINE: a retry key may only repeat the same body.
    expect((await rows()).map((row) => row.outbox_id)).not.toContain(whole?.outbox_id)
    expect(await take(2)).toEqual(['3', '4'])
    expect(await take(4)).toEqual(['5', 'later'])
    expect((await rows()).map((row) => [row.state, row.payload_sealed])).toEqual([
      ['merged', ''],
      ['merged', ''],
    ])
  })

  it('tells whether something among the riders is worth a push', async () => {
    await letWait(ground.message('chat', { push: false }), ground.message('answer'))
    const taken = await together(ground.db, (transaction) => ground.outbox().takeWaiting(transaction, 'somchai', 4))
    expect(taken.push).toBe(true)
  })

  it('lets them wait on when the event whose reply they rode on is taken back', async () => {
    await letWait(ground.message('a'))
    const failing = together(ground.db, async (transaction) => {
      await ground.outbox().takeWaiting(transaction, 'somchai', 4)
      throw new Error('the handler failed')
    })
    await expect(failing).rejects.toThrow('the handler failed')
    expect(await ground.outbox().counts()).toEqual({ due: 0, waiting: 1 })
  })

  it('lets nobody wait for a next reply that cannot come: a message that belongs to no known person ends', async () => {
    await letWait(ground.message('doorway', { personId: null, push: false }))
    expect(await rows()).toMatchObject([{ state: 'failed', payload_sealed: '' }])
  })

  it('lets go again, oldest first and no more than there is quota for, what is worth a push', async () => {
    await letWait(ground.message('old'), ground.message('chat', { push: false }), ground.message('new'))
    expect(await ground.outbox().revive('village', 5)).toBe(0)
    expect(await ground.outbox().revive('town', 1)).toBe(1)
    expect(words(await ground.outbox().claim(5))).toEqual(['old'])
    expect(await ground.outbox().counts()).toEqual({ due: 1, waiting: 2 })
  })

  it('gives a message that waited for weeks a new life of its retry key, since LINE never accepted it', async () => {
    const [message] = await add([ground.message('push', { replyToken: null, replyUntil: null })], true)
    if (!message) throw new Error('Nothing was stored.')
    await ground.outbox().startPush(message.id)
    await ground.outbox().settle(message, wait, 429)
    ground.clock.move(20 * day)
    await ground.outbox().revive('town', 1)
    expect((await claimOne()).firstPushAt).toBeNull()
  })

  it('forgets a first push that LINE certainly did not accept, and remembers one that it may have', async () => {
    const push = { replyToken: null, replyUntil: null }
    const messages = await add([ground.message('found too many', push), ground.message('cut off', push)], true)
    const [refused, open] = messages as [Outgoing, Outgoing]
    for (const message of messages) await ground.outbox().startPush(message.id)
    await ground.outbox().settle(refused, { ...again, neverPushed: true }, 429)
    await ground.outbox().settle(open, again, 0)
    ground.clock.move(second)
    expect((await ground.outbox().claim(2)).map((message) => message.firstPushAt !== null)).toEqual([false, true])
  })

  it('ends a message that it cannot open, and goes on with the others', async () => {
    const { db, clock } = ground
    await together(db, (transaction) =>
      outboxStore(db, clock, systemIds, otherEnvelope, 'old-key').add(
        transaction,
        'town',
        [ground.message('sealed')],
        false,
      ),
    )
    clock.move(1)
    await add([ground.message('readable')])
    expect(words(await ground.outbox().claim(5))).toEqual(['readable'])
    expect(await rows()).toMatchObject([{ state: 'failed', payload_sealed: '' }, { state: 'due' }])
  })

  it('forgets what ended long ago, but nothing that is still on its way', async () => {
    const [done] = await add([ground.message('done'), ground.message('due')], true)
    await ground.outbox().finishSent([done?.id ?? ''])
    expect(await ground.outbox().purge({ ended: 30, waiting: 90 }, 100)).toBe(0)
    ground.clock.move(31 * day)
    expect(await ground.outbox().purge({ ended: 30, waiting: 90 }, 100)).toBe(1)
    expect(await ground.outbox().counts()).toEqual({ due: 1, waiting: 0 })
  })

  it('holds an answer back for the next one to the same person, so that both are one push', async () => {
    const { clock } = ground
    const push = { replyToken: null, replyUntil: null }
    const held = { ...push, holdUntil: new Date(clock.now().getTime() + 3 * minute) }
    expect(await add([ground.message('first', held)], true)).toEqual([])
    expect(await ground.outbox().claim(5)).toEqual([])
    await add([ground.message('of another', { ...held, personId: 'malee' })])
    const room = 4
    const taken = await together(ground.db, (transaction) => ground.outbox().takeHeld(transaction, 'somchai', room))
    expect(taken).toEqual([{ type: 'text', text: 'first' }])
    clock.move(4 * minute)
    expect(words(await ground.outbox().claim(5))).toEqual(['of another'])
    expect(await together(ground.db, (transaction) => ground.outbox().takeHeld(transaction, 'malee', room))).toEqual([])
  })

  it('ends what waits for somebody who does not come back, after its own time', async () => {
    const [waits] = await add([ground.message('waits')], true)
    await ground.outbox().settle(waits as Outgoing, { wait: true, tokenGone: true }, 429)
    ground.clock.move(89 * day)
    expect(await ground.outbox().purge({ ended: 30, waiting: 90 }, 100)).toBe(0)
    ground.clock.move(2 * day)
    expect(await ground.outbox().purge({ ended: 30, waiting: 90 }, 100)).toBe(1)
  })
})
