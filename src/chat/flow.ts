import type { z } from 'zod'
import type { ConversationState, Decision } from './decision.ts'
import type { Incoming } from './incoming.ts'
import type { Say } from './say.ts'

type Files = Pick<Decision, 'filesFor'>

/** What a step decides. `pass` = this is none of the flow's business: the flow ends and the message goes on to the router. */
export type StepDecision<Step extends string, Memory> =
  | ({ kind: 'go'; to: Step; memory: Memory; say: Say[]; also?: Decision['also'] } & Files)
  | ({ kind: 'stay'; say: Say[] } & Files)
  /** `goesOn` = another flow goes on from here. */
  | ({
      kind: 'done'
      say: Say[]
      also?: Decision['also']
      purpose?: Decision['purpose']
      goesOn?: Decision['conversation']
    } & Files)
  | { kind: 'pass' }

/**
 * A conversation of several messages as a table of named steps. `Tools` are stores already bound to the transaction,
 * so a step cannot use another connection.
 */
export type Flow<Step extends string, Memory, Tools> = {
  name: string
  /** Rises when Step or Memory changes; a stored conversation of another version starts again. */
  version: number
  memory: z.ZodType<Memory>
  steps: Record<Step, (incoming: Incoming, memory: Memory, tools: Tools) => Promise<StepDecision<Step, Memory>>>
}

/** The state in which a flow begins or goes on. */
export function at<Step extends string, Memory, Tools>(
  flow: Flow<Step, Memory, Tools>,
  step: Step,
  memory: Memory,
): ConversationState {
  return { flow: flow.name, version: flow.version, step, memory }
}

/**
 * Hands an incoming event to the step in which the conversation stands.
 * @returns the decision; `null` when the flow passes, or the stored state is of another version or not readable
 */
export async function runStep<Step extends string, Memory, Tools>(
  flow: Flow<Step, Memory, Tools>,
  state: ConversationState,
  incoming: Incoming,
  tools: Tools,
): Promise<Decision | null> {
  const memory = flow.memory.safeParse(state.memory)
  if (state.version !== flow.version || !memory.success || !Object.hasOwn(flow.steps, state.step)) return null
  const decided = await flow.steps[state.step as Step](incoming, memory.data, tools)
  switch (decided.kind) {
    case 'go':
      return {
        say: decided.say,
        conversation: at(flow, decided.to, decided.memory),
        ...files(decided),
        ...(decided.also && { also: decided.also }),
      }
    case 'stay':
      return { say: decided.say, ...files(decided) }
    case 'done':
      return {
        say: decided.say,
        conversation: decided.goesOn ?? null,
        ...files(decided),
        ...(decided.also && { also: decided.also }),
        ...(decided.purpose && { purpose: decided.purpose }),
      }
    case 'pass':
      return null
    default:
      return decided satisfies never
  }
}

function files({ filesFor }: Files): Files {
  return filesFor ? { filesFor } : {}
}
