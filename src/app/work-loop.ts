import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Metrics } from '../kernel/metrics.ts'

/**
 * When the process is busy all the time (`utilisation` of the event loop over `window` ms) and webhooks come in faster than
 * `perSecond`, storing them comes first: after each batch, handling rests `rest` times as long as the batch took, but never
 * longer than `longestRest` ms.
 */
const flood = { utilisation: 0.9, perSecond: 400, window: 25, rest: 10, longestRest: 300 }

/** Work that goes on beside the events, one run at a time; a run begins when there is some. It is asked often, so asking is cheap. */
export type SideWork = { name: string; hasWork(): boolean; run(isStopping: () => boolean): Promise<void> }

/**
 * Handles what is there until nothing is left, then sleeps until it is woken. One loop a process: what it handles takes turns.
 * @param step handles a batch and sends what is due; how much it did, 0 = nothing is left to do now
 */
export function createWorkLoop(
  { clock, log, metrics }: { clock: Clock; log: Log; metrics: Metrics },
  step: () => Promise<number>,
  beside: readonly SideWork[],
) {
  let working: Promise<void> | null = null
  let wakened = false
  let stopping = false
  const running = new Map<SideWork, Promise<void>>()
  const counting = { since: 0, arrived: 0, flooded: false, load: performance.eventLoopUtilization() }

  /** Whether webhooks come in faster than they can be handled beside storing them. */
  function isFlooded(): boolean {
    const elapsed = clock.now().getTime() - counting.since
    if (elapsed >= flood.window) {
      const load = performance.eventLoopUtilization(counting.load)
      counting.flooded = load.utilization > flood.utilisation && (counting.arrived * 1000) / elapsed > flood.perSecond
      counting.load = performance.eventLoopUtilization()
      counting.since += elapsed
      counting.arrived = 0
    }
    return counting.flooded
  }

  /** Starts handling if nobody does. */
  function wake(): void {
    wakened = true
    if (!stopping) working ??= work()
  }

  async function work(): Promise<void> {
    try {
      while (wakened && !stopping) {
        wakened = false
        while (!stopping) {
          // Storing what comes in goes first: one turn of the event loop between two batches.
          await new Promise((resolve) => setImmediate(resolve))
          const begun = clock.now().getTime()
          const done = await step()
          for (const side of beside) if (side.hasWork()) begin(side)
          if (done === 0) break
          if (isFlooded()) {
            const rest = Math.min(flood.longestRest, (clock.now().getTime() - begun) * flood.rest)
            await new Promise((resolve) => setTimeout(resolve, rest))
          }
        }
      }
    } catch (cause) {
      metrics.count('prongsai_errors_total', 'work')
      log.error('work.failed', {}, cause)
    } finally {
      working = null
    }
  }

  function begin(side: SideWork): void {
    if (running.has(side)) return
    const run = side
      .run(() => stopping)
      .catch((cause: unknown) => {
        metrics.count('prongsai_errors_total', side.name)
        log.warn(`${side.name}.failed`, { cause: cause instanceof Error ? cause.name : 'unknown' })
      })
      .finally(() => {
        running.delete(side)
        // It may have left something to say, and more of its own to do.
        wake()
      })
    running.set(side, run)
  }

  async function idle(): Promise<void> {
    while (working) await working
    await Promise.all(running.values())
  }

  return {
    wake,
    /** A webhook came in. */
    arrived(): void {
      counting.arrived += 1
    },
    isStopping: () => stopping,
    /** Resolves when what is in hand is done. */
    idle,
    /** Whether there is more to do once it is idle. */
    hasMore: (): boolean => !stopping && (wakened || working !== null || beside.some((side) => side.hasWork())),
    /** Takes nothing new. */
    stop(): void {
      stopping = true
    },
  }
}
