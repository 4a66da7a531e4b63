import type { Button } from '../../../chat/button.ts'
import type { ConversationState, Decision } from '../../../chat/decision.ts'
import { runStep } from '../../../chat/flow.ts'
import { text } from '../../../chat/say.ts'
import { entryFlow, pressEntry, undoChange } from './entries.ts'
import { linkToFile } from './files.ts'
import { importFlow, previewImport } from './import.ts'
import { showKnowledge } from './overview.ts'
import { decideProposal, proposalFlow, startProposal } from './proposals.ts'
import type { UpkeepTools } from './tools.ts'

const buttonNames = [
  'file',
  'import',
  'knowledge',
  'entry',
  'edit',
  'propose',
  'draft',
  'proposal',
  'undo',
  'revert',
  'paper',
] as const
export type UpkeepButton = Extract<Button, { name: (typeof buttonNames)[number] }>

/** A running conversation about the knowledge base; null when it is none, or passes. */
export async function continueUpkeep(state: ConversationState, tools: UpkeepTools): Promise<Decision | null> {
  const { incoming } = tools.turn
  switch (state.flow) {
    case importFlow.name:
      return atWork(await runStep(importFlow, state, incoming, tools))
    case entryFlow.name:
      return atWork(await runStep(entryFlow, state, incoming, tools))
    case proposalFlow.name:
      return atWork(await runStep(proposalFlow, state, incoming, tools))
    default:
      return null
  }
}

function atWork(decision: Decision | null): Decision | null {
  return decision && { ...decision, purpose: 'work', worthPush: false }
}

export function isUpkeepButton(button: Button): button is UpkeepButton {
  return buttonNames.some((name) => name === button.name)
}

/** A button about the knowledge base outside of the conversation that it began. */
export async function pressUpkeep(button: UpkeepButton, tools: UpkeepTools): Promise<Decision> {
  switch (button.name) {
    case 'file':
      return previewImport(button.message, tools)
    case 'knowledge':
      return showKnowledge(button, tools)
    case 'entry':
      return pressEntry(button, tools)
    case 'propose':
      return startProposal(button, tools)
    case 'proposal':
      return decideProposal(button, tools)
    case 'paper':
      return linkToFile(button, tools)
    case 'undo':
    case 'revert':
      return undoChange(button, tools)
    case 'import':
    case 'edit':
    case 'draft':
      // The conversation that this button belonged to is over.
      return { say: [text(tools.turn.texts.oldButton)], worthPush: false }
    default:
      return button satisfies never
  }
}
