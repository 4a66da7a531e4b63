/** A word, a number, a sign, a string (its text without quotes) or a regular expression; comments are gone. */
export type Token = { kind: 'word' | 'sign' | 'string' | 'template' | 'regex'; text: string; line: number }

/** One import, re-export or dynamic import: what stands between the quotes, and whether only types come of it. */
export type Import = { from: string; typesOnly: boolean; line: number }

const spaces = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y
const word = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*|#[\p{ID_Start}$_][\p{ID_Continue}$]*|\d[\w.]*/uy
const quoted = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y
const regex = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y

/** After these words a slash begins a regular expression; after any other word it divides. */
const beforeRegex = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'delete',
  'void',
  'throw',
  'new',
  'await',
  'yield',
])

/**
 * The tokens of a TypeScript file. It knows comments, strings, templates with code in them, and regular expressions.
 * It cannot tell a division from a regular expression after `)` and `}`: it takes a division after `)` and `]`, a
 * regular expression after `}`. Code that Prettier wrote holds neither trap; a file that it loses its way in throws.
 * @throws Error for a string, template or expression that does not end
 */
export function tokens(code: string): Token[] {
  const found: Token[] = []
  /** For each template that is open: how many braces its code has open. */
  const templates: number[] = []
  let at = 0
  let line = 1

  function take(pattern: RegExp): string | null {
    pattern.lastIndex = at
    return pattern.exec(code)?.[0] ?? null
  }
  function advance(text: string): void {
    at += text.length
    line += text.split('\n').length - 1
  }
  function add(kind: Token['kind'], text: string, raw: string): void {
    found.push({ kind, text, line })
    advance(raw)
  }
  /** From the character after a backtick or after the brace that closes code: to the next `${` or to the end. */
  function templateText(opener: string): void {
    let end = at + opener.length
    while (end < code.length && code[end] !== '`' && !code.startsWith('${', end)) end += code[end] === '\\' ? 2 : 1
    if (end >= code.length) throw new Error(`A template that begins in line ${line} does not end.`)
    const closes = code[end] === '`'
    const raw = code.slice(at, end + (closes ? 1 : 2))
    add('template', code.slice(at + opener.length, end), raw)
    if (closes && opener === '}') templates.pop()
    if (!closes && opener === '`') templates.push(0)
  }

  while (at < code.length) {
    const skipped = take(spaces)
    if (skipped !== null) {
      advance(skipped)
      continue
    }
    const letters = take(word)
    if (letters !== null) {
      add('word', letters, letters)
      continue
    }
    const sign = code[at] ?? ''
    const inner = templates.at(-1)
    if (sign === "'" || sign === '"') {
      const text = take(quoted)
      if (text === null) throw new Error(`A string in line ${line} does not end.`)
      add('string', text.slice(1, -1), text)
    } else if (sign === '`') {
      templateText('`')
    } else if (sign === '}' && inner === 0) {
      templateText('}')
    } else if (sign === '/' && regexMayStart(found.at(-1))) {
      const text = take(regex)
      if (text === null) throw new Error(`A regular expression in line ${line} does not end.`)
      add('regex', text, text)
    } else {
      if (inner !== undefined && sign === '{') templates[templates.length - 1] = inner + 1
      if (inner !== undefined && sign === '}') templates[templates.length - 1] = inner - 1
      add('sign', sign, sign)
    }
  }
  return found
}

function regexMayStart(before: Token | undefined): boolean {
  if (before === undefined) return true
  if (before.kind === 'word') return beforeRegex.has(before.text)
  return before.kind === 'sign' && !')]'.includes(before.text)
}

/**
 * The imports of a file: `import … from`, `import '…'`, `export … from`, `import('…')` and `import('…').Type`.
 * It cannot see what is not written as a string there: `import(name)` comes back as `{ from: '?' }`, so that it can be
 * forbidden; nor `new URL('./x.ts', import.meta.url)` or a command line that starts another file.
 */
export function importsOf(list: readonly Token[]): Import[] {
  const found: Import[] = []
  for (const [index, token] of list.entries()) {
    if (token.kind !== 'word' || (token.text !== 'import' && token.text !== 'export')) continue
    if (list[index - 1]?.text === '.') continue
    const next = list[index + 1]
    if (next === undefined || (token.text === 'import' && next.text === '.')) continue
    const line = token.line
    if (token.text === 'import' && next.text === '(' && next.kind === 'sign') {
      if (isMethod(list, index)) continue
      const name = list[index + 2]
      found.push({ from: name?.kind === 'string' ? name.text : '?', typesOnly: false, line })
      continue
    }
    if (token.text === 'import' && next.kind === 'string') {
      found.push({ from: next.text, typesOnly: false, line })
      continue
    }
    if (token.text === 'export' && !['{', '*', 'type'].includes(next.text)) continue
    const from = clause(list, index + 1)
    if (from !== null) found.push({ ...from, line })
  }
  return found
}

/** Whether `import(` at an index begins a method of that name: a body or the type of its result follows the brackets. */
function isMethod(list: readonly Token[], index: number): boolean {
  if (!['async', ',', '{', '}', ';'].includes(list[index - 1]?.text ?? '')) return false
  let open = 0
  for (const [offset, token] of list.slice(index + 1).entries()) {
    if (token.kind !== 'sign') continue
    if (token.text === '(') open += 1
    if (token.text === ')') open -= 1
    if (open === 0) return '{:'.includes(list[index + offset + 2]?.text ?? '?')
  }
  return false
}

/** The rest of `import …` or `export …` from the word after it; null when it names no other file. */
function clause(list: readonly Token[], start: number): Omit<Import, 'line'> | null {
  const after = list[start + 1]?.text
  const wholeType = list[start]?.text === 'type' && after !== 'from' && after !== ','
  const names: Token[] = []
  for (let index = start; index < list.length; index += 1) {
    const token = list[index]
    if (token === undefined || (token.kind !== 'word' && !'{},*'.includes(token.text)) || token.text === '=')
      return null
    if (token.kind === 'word' && token.text === 'from' && list[index + 1]?.kind === 'string') {
      return { from: list[index + 1]?.text ?? '', typesOnly: wholeType || allAreTypes(names) }
    }
    names.push(token)
  }
  return null
}

/** Whether every name in `{ type A, type B }` is a type, and nothing stands outside the braces. */
function allAreTypes(names: readonly Token[]): boolean {
  const text = names.map((name) => name.text).join(' ')
  const inside = /^\{ (.*?) ?,? \}$/.exec(text)?.[1]
  return inside !== undefined && inside.split(',').every((name) => /^type (?!as )\S/.test(name.trim()))
}
