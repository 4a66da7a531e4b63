import type { DueAttachment } from '../attachments/attachment-store.ts'
import { fetchContent } from '../line/content.ts'
import type { Parts } from './parts.ts'
import type { SideWork } from './work-loop.ts'

/** The largest photo or file that is kept, in bytes; LINE names no limit of its own. */
const largestAttachment = 20 * 1024 * 1024
/** Time limit of one download, in ms; shorter than a stop may take. */
const downloadTimeLimit = 10_000
const attachmentsAtOnce = 3

/** What people sent is fetched at once, for LINE keeps it only for a while. */
export function createFetcher({ config, log, metrics, directory, attachments }: Parts) {
  /** Fetches what is due and removes what is to disappear. */
  async function keepAttachments(isStopping: () => boolean): Promise<void> {
    while (!isStopping()) {
      const due = await attachments.due(attachmentsAtOnce)
      if (due.length === 0) break
      await Promise.all(due.map(keepAttachment))
    }
    await attachments.sweep()
  }

  async function keepAttachment(due: DueAttachment): Promise<void> {
    const { id, agencyId, messageId } = due
    try {
      const account = await directory.byId(agencyId)
      const fetched = account
        ? await fetchContent({
            origin: config.lineApi.data,
            accessToken: account.channel.accessToken,
            messageId,
            mostBytes: largestAttachment,
            milliseconds: downloadTimeLimit,
          })
        : { kind: 'failed' as const }
      if (fetched.kind === 'ready') {
        await attachments.keep(due, fetched.bytes)
        return
      }
      const final = fetched.kind === 'gone' || fetched.kind === 'too-large'
      if (await attachments.giveUp(due, final)) log.warn('attachment.lost', { id, cause: fetched.kind })
    } catch (cause) {
      // The disk is full, say; the bytes are still with LINE.
      metrics.count('prongsai_errors_total', 'attachments')
      log.warn('attachment.failed', { id, cause: cause instanceof Error ? cause.name : 'unknown' })
      await attachments.giveUp(due, false)
    }
  }

  return { name: 'attachments', hasWork: () => attachments.hasWork(), run: keepAttachments } satisfies SideWork
}
