import { systemClock } from '../../../src/kernel/clock.ts'
import { accountRoutes } from './account-routes.ts'
import { contentRoutes } from './content-routes.ts'
import { createActs, isLoading } from './people.ts'
import { menuSeenBy, richMenuRoutes } from './rich-menu-routes.ts'
import { sendRoutes } from './send-routes.ts'
import type { FakeLine, FakeLineOptions } from './types.ts'
import { createCourier } from './webhooks.ts'
import type { Courier } from './webhooks.ts'
import { openOrigin } from './wire.ts'
import type { Route } from './wire.ts'
import {
  accountNamed,
  addAccount,
  announceChange,
  chatOf,
  createWorld,
  knowPerson,
  setUsedQuota,
  usedQuota,
} from './world.ts'
import type { World } from './world.ts'

export { userIdFor } from './identifiers.ts'
export { signBody } from './webhooks.ts'

/** Everything of LINE's API that the fake offers. */
export function routesOf(courier: Courier): Route[] {
  return [...sendRoutes, ...accountRoutes(courier), ...richMenuRoutes, ...contentRoutes]
}

/**
 * Starts a LINE platform on 127.0.0.1: two origins that speak LINE's API, and people who send signed webhooks.
 * It keeps everything in memory, refuses what LINE refuses, and stops with `stop()`.
 */
export async function startFakeLine(options: FakeLineOptions = {}): Promise<FakeLine> {
  const { clock = systemClock, checkTokens = true, port = 0, dataPort = 0 } = options
  const world = createWorld(clock, checkTokens)
  const courier = createCourier(world)
  const routes = routesOf(courier)
  const api = await openOrigin(
    world,
    routes.filter((route) => route.host === 'api'),
    port,
  )
  const data = await openOrigin(
    world,
    routes.filter((route) => route.host === 'data'),
    dataPort,
  )
  const waiting = new Set<(reason: Error) => void>()

  return {
    apiUrl: api.url,
    dataUrl: data.url,
    faults: world.faults,
    addChannel(settings) {
      addAccount(world, settings)
    },
    setWebhookUrl(channel, url) {
      accountNamed(world, channel).webhookUrl = url
    },
    setChatMode(channel, mode) {
      accountNamed(world, channel).settings.chatMode = mode
    },
    person: (userId, displayName) => knowPerson(world, userId, displayName),
    setRelation(channel, userId, state) {
      knowPerson(world, userId)
      const { relations } = accountNamed(world, channel)
      relations.set(userId, { state, wroteAt: relations.get(userId)?.wroteAt ?? 0 })
    },
    group(channel, groupId, userIds) {
      for (const userId of userIds) knowPerson(world, userId)
      accountNamed(world, channel).groups.set(groupId, new Set(userIds))
    },
    ...createActs(world, courier),
    releaseWebhooks: (reorder) => courier.release(reorder),
    chat: (channel, userId) => [...chatOf(accountNamed(world, channel), userId)],
    calls: () => [...world.calls],
    deliveries: () => [...world.deliveries],
    quotaUsed: (channel) => usedQuota(world, accountNamed(world, channel)),
    setQuota(channel, quota, used) {
      const account = accountNamed(world, channel)
      account.settings.quota = quota
      if (used !== undefined) setUsedQuota(world, account, used)
    },
    richMenu(channel, userId) {
      const menu = menuSeenBy(accountNamed(world, channel), userId)
      return menu && { ...menu }
    },
    loading: (channel, userId) => isLoading(world, channel, userId),
    until: (condition, limitMilliseconds = 5000) => waitUntil(world, waiting, condition, limitMilliseconds),
    onChange(listener) {
      world.listeners.add(listener)
      return () => world.listeners.delete(listener)
    },
    forget() {
      world.calls.length = 0
      world.deliveries.length = 0
      for (const account of world.accounts.values()) account.chats.clear()
      announceChange(world)
    },
    async stop() {
      courier.close()
      for (const reject of waiting) reject(new Error('The fake LINE was stopped.'))
      await Promise.all([api.close(), data.close()])
    },
  }
}

/** The last calls in a few words, for the error of a test that waited in vain. */
function describeLastCalls(world: World): string {
  const lines = world.calls.slice(-5).map((call) => `${call.method} ${call.path} ${call.status}`)
  return lines.length === 0 ? 'The bot made no calls.' : `The last calls: ${lines.join(', ')}.`
}

function waitUntil(
  world: World,
  waiting: Set<(reason: Error) => void>,
  condition: () => boolean,
  limitMilliseconds: number,
): Promise<void> {
  // Made here so that its stack leads to the test.
  const tooLate = new Error()
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      clearTimeout(limit)
      world.listeners.delete(look)
      waiting.delete(fail)
      settle()
    }
    const fail = (reason: Error): void => finish(() => reject(reason))
    const look = (): void => {
      try {
        if (condition()) finish(resolve)
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)))
      }
    }
    const limit = setTimeout(() => {
      tooLate.message = `Waited ${limitMilliseconds} ms in vain for ${String(condition)}. ${describeLastCalls(world)}`
      fail(tooLate)
    }, limitMilliseconds)
    world.listeners.add(look)
    waiting.add(fail)
    look()
  })
}
