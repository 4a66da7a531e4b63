/**
 * Collects what arrives during one turn of the event loop and hands it over together, one group at a time, so that a
 * hundred writes cost one durable commit. A group that fails, fails for each of its members.
 * @param run writes a group and returns one result for each member, in their order
 * @param most how many members a group may have
 */
export function groupCommit<Member, Result>(
  run: (members: Member[]) => Promise<Result[]>,
  most: number,
): { add(member: Member): Promise<Result>; waiting(): number; idle(): Promise<void> } {
  type Waiting = { member: Member; resolve: (result: Result) => void; reject: (cause: unknown) => void }
  let waiting: Waiting[] = []
  let running: Promise<void> | null = null

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      // One turn: everything that the sockets hold now joins this group.
      await new Promise((resolve) => setImmediate(resolve))
      const group = waiting.splice(0, most)
      try {
        const results = await run(group.map((one) => one.member))
        group.forEach((one, index) => one.resolve(results[index] as Result))
      } catch (cause) {
        for (const one of group) one.reject(cause)
      }
    }
    running = null
  }

  return {
    add(member) {
      return new Promise<Result>((resolve, reject) => {
        waiting.push({ member, resolve, reject })
        running ??= drain()
      })
    },
    waiting: () => waiting.length,
    idle: async () => {
      while (running) await running
    },
  }
}
