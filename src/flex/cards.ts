import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { messagingApi } from '@line/bot-sdk'
import { z } from 'zod'
import { SetupError } from '../kernel/errors.ts'
import { checkSample, checkTemplates } from './check.ts'
import { compile, isList, isObject, type Fill, type Surroundings, type Values } from './fill.ts'
import { parseJson, type Json } from './json.ts'
import { suggest } from './suggest.ts'
import { templates, type CardName, type CardValues } from './templates.ts'
import { buttonStyles, kindsOf, tones, type Kind, type Kinds } from './values.ts'

/** A filled card, ready to be put into a message: `{ type: 'flex', ...card }`. Treat it as read-only; parts are shared. */
export type Card = { altText: string; contents: messagingApi.FlexContainer }

export type Cards = {
  /**
   * Fills the card. What is empty in the values is left out with the component that would show it.
   * A carousel without bubbles comes out empty; `fit` in `line/limits.ts` then sends its altText.
   */
  card<N extends CardName>(name: N, values: CardValues<N>): Card
}

const samplesFile = 'samples.json'

/**
 * Reads, checks and compiles every card of the folder (`flex-templates`), once, at start.
 * Throws one SetupError with a line for every mistake, written for the person who edits the cards.
 */
export function loadCards(folder: string): Cards {
  const { fills } = loadFolder(folder)
  return {
    card: (name, values) => fillCard(fills[name], values),
  }
}

/** Every card filled with its sample values, for the preview page and for tests; several samples are numbered. */
export function sampleCards(folder: string): { name: string; card: Card }[] {
  const { fills, samples } = loadFolder(folder)
  return Object.entries(samples).flatMap(([name, list]) =>
    list.map((values, index) => ({
      name: index === 0 ? name : `${name} ${index + 1}`,
      card: fillCard(fills[name as CardName], values),
    })),
  )
}

function fillCard(fill: Fill, values: Values): Card {
  const filled = fill(values)
  const { altText, contents } = typeof filled === 'object' && isObject(filled) ? filled : {}
  // The shape was checked when the cards were loaded.
  return {
    altText: typeof altText === 'string' ? altText.replaceAll(/\s+/g, ' ').trim() : '',
    contents: (contents ?? emptyCarousel) as unknown as messagingApi.FlexContainer,
  }
}

const emptyCarousel = { type: 'carousel', contents: [] }

type Loaded = { fills: Record<CardName, Fill>; samples: Partial<Record<CardName, Values[]>> }

function loadFolder(folder: string): Loaded {
  const mistakes = new Set<string>()
  const where = basename(folder)
  const complain = (file: string, problem: string, line?: number): void =>
    void mistakes.add(`${where}/${file}${line === undefined ? '' : `, line ${line}`}: ${problem}`)

  const found = listFiles(folder)
  const expected = expectedFiles()
  const files = new Map<string, { value: Json; lineOf: (node: Json) => number }>()
  for (const file of expected.keys())
    if (!found.includes(file)) complain(file, 'this file is missing. Every card and piece needs its file; put it back.')
  for (const file of found) {
    if (!expected.has(file) && file !== samplesFile) {
      const missing = [...expected.keys()].filter((name) => !found.includes(name))
      complain(
        file,
        `the bot knows no card of this name.${suggest(stem(file), missing.map(stem), (name) => `${name}.json`)} ` +
          'Rename it, or move it out of this folder.',
      )
      continue
    }
    const parsed = parseJson(readFileSync(join(folder, file), 'utf8'))
    if (parsed.ok) files.set(file, freeze(parsed))
    else complain(file, `this is not JSON yet: ${parsed.problem}.`, parsed.line)
  }

  const samples = readSamples(files.get(samplesFile)?.value, found.includes(samplesFile), (problem) =>
    complain(samplesFile, problem),
  )
  const compiled = new Map<string, Fill>()
  const compileFile = (file: string, kinds: Kinds, owner: string): Fill => {
    const known = compiled.get(file)
    if (known !== undefined) return known
    const source = files.get(file)
    if (source === undefined) return () => undefined
    const around: Surroundings = {
      kinds,
      used: new Set(),
      report: (problem, node) => complain(file, problem, node === undefined ? undefined : source.lineOf(node)),
      piece: (name, kind) => compileFile(`${owner}.${name}.json`, innerKinds(kind), owner),
      general: (name) => compileFile(`${name}.json`, generalKinds(name), name),
    }
    const fill = compile(source.value, around)
    const names = Object.keys(kinds)
    for (const name of around.used)
      if (!names.includes(name))
        complain(
          file,
          `{{${name}}} is not known.${suggest(name, names, (near) => `{{${near}}}`, 'This file can use ')}`,
        )
    for (const name of names)
      if (!around.used.has(name))
        complain(file, `{{${name}}} is missing. The bot fills it in here; put it back where people should see it.`)
    compiled.set(file, fill)
    return fill
  }

  const fills = Object.fromEntries(
    cardNames().map((name) => [name, compileFile(`${name}.json`, kindsOf(templates[name]), name)]),
  ) as Record<CardName, Fill>
  for (const name of generalPieces) compileFile(`${name}.json`, generalKinds(name), name)

  checkTemplates({
    cards: cardNames(),
    template: (file) => files.get(file)?.value,
    kinds: (name) => kindsOf(templates[name]),
    complain: (file, problem, node) =>
      complain(file, problem, node === undefined ? undefined : files.get(file)?.lineOf(node)),
  })
  if (mistakes.size === 0)
    for (const [name, list] of Object.entries(samples))
      for (const values of list)
        checkSample(fillCard(fills[name as CardName], values), (problem) => complain(`${name}.json`, problem))

  if (mistakes.size > 0) throw new SetupError([...mistakes].join('\n'))
  return { fills, samples }
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
  } catch {
    throw new SetupError(`The folder ${folder} with the cards is missing. Put it back from the release.`)
  }
}

function cardNames(): CardName[] {
  return Object.keys(templates) as CardName[]
}

const generalPieces = [
  ...buttonStyles.map((style) => `button.${style}` as const),
  ...tones.map((tone) => `state.${tone}` as const),
]

/** `button.<style>` takes the action with its label; `state.<tone>` takes the word. */
function generalKinds(name: string): Kinds {
  return name.startsWith('button.') ? { action: { is: 'tap' } } : { word: { is: 'words' } }
}

function innerKinds(kind: Kind): Kinds {
  return kind.is === 'piece' || kind.is === 'pieces' ? kind.kinds : {}
}

/** The files that must be in the folder: cards, their pieces, general pieces. */
function expectedFiles(): Map<string, Kinds> {
  const files = new Map<string, Kinds>()
  const add = (owner: string, file: string, kinds: Kinds): void => {
    files.set(`${file}.json`, kinds)
    for (const [name, kind] of Object.entries(kinds))
      if (kind.is === 'piece' || kind.is === 'pieces') add(owner, `${owner}.${name}`, kind.kinds)
  }
  for (const name of cardNames()) add(name, name, kindsOf(templates[name]))
  for (const name of generalPieces) files.set(`${name}.json`, generalKinds(name))
  return files
}

/** `samples.json`: the card's name and a list of value sets, each checked against the card's schema. */
function readSamples(
  value: Json | undefined,
  present: boolean,
  complain: (problem: string) => void,
): Partial<Record<CardName, Values[]>> {
  if (value === undefined) {
    if (!present) complain('this file is missing. It holds the values that cards are tried out with; put it back.')
    return {}
  }
  const given = isObject(value) ? value : {}
  const names = cardNames()
  for (const name of Object.keys(given))
    if (!names.some((known) => known === name))
      complain(`"${name}" is no card.${suggest(name, names, (near) => `"${near}"`)}`)
  const samples: Partial<Record<CardName, Values[]>> = {}
  for (const name of names) {
    const list = given[name]
    if (!isList(list) || list.length === 0) {
      complain(
        `"${name}" is missing. Every card needs a list [ ] with at least one set of values to be tried out with.`,
      )
      continue
    }
    const good: Values[] = []
    for (const [index, sample] of list.entries()) {
      const result = templates[name].safeParse(sample)
      if (result.success) good.push(result.data)
      else complain(`"${name}", sample ${index + 1}: ${z.prettifyError(result.error).replaceAll(/\s*\n\s*/g, ' ')}`)
    }
    samples[name] = good
  }
  return samples
}

function stem(file: string): string {
  return file.replace(/\.json$/, '')
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) freeze(inner)
  }
  return value
}
