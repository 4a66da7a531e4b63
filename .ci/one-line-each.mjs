// node .ci/one-line-each.mjs KEY FILE LINES: whether LINES holds one JSON line for each entry of FILE, in its order,
// each with KEY, and KEY not the same everywhere. Tells the first line that is wrong.
import { readFileSync } from 'node:fs'

const [key, file, lines] = process.argv.slice(2)
const { entries } = JSON.parse(readFileSync(file, 'utf8'))
const answers = readFileSync(lines, 'utf8').trimEnd().split('\n')
if (entries.length === 0 || answers.length !== entries.length) {
  fail(`${file} has ${entries.length} entries, npm run eval printed ${answers.length} lines`)
}
const values = new Set()
for (const [index, entry] of entries.entries()) {
  const answer = JSON.parse(answers[index])
  if (answer.id !== entry.id || !(key in answer)) fail(`${entry.id} of ${file} got ${answers[index]}`)
  values.add(JSON.stringify(answer[key]))
}
if (values.size < 2) fail(`every entry of ${file} got the same ${key}`)
process.stdout.write(`${file}: ${answers.length} entries, ${values.size} different values of "${key}"\n`)

function fail(sentence) {
  process.stderr.write(`✗ ${sentence}\n`)
  process.exit(1)
}
