import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadCards } from '../../src/flex/cards.ts'
import { SetupError } from '../../src/kernel/errors.ts'

let place: string
let folder: string

const state = '{ "type": "text", "text": "{{word}}", "size": "md", "color": "#1F2933", "wrap": true, "scaling": true }'
const button = '{ "type": "button", "style": "primary", "color": "#0B6E6E", "scaling": true, "action": "{{action}}" }'
const count = `{
  "type": "flex",
  "altText": "{{sentence}}",
  "contents": {
    "type": "bubble",
    "size": "mega",
    "styles": {
      "header": { "backgroundColor": "#E8F0FA" },
      "body": { "backgroundColor": "#FFFFFF" }
    },
    "header": {
      "type": "box",
      "layout": "vertical",
      "contents": [
        { "type": "text", "text": "{{scope}}", "color": "#52606D", "size": "sm", "wrap": true, "scaling": true }
      ]
    },
    "body": {
      "type": "box",
      "layout": "vertical",
      "backgroundColor": "#FFFFFF",
      "contents": [
        {
          "type": "text",
          "wrap": true,
          "scaling": true,
          "contents": [
            { "type": "span", "text": "{{figure}}", "size": "xxl", "color": "#0B6E6E" },
            { "type": "span", "text": " {{unit}}" }
          ]
        },
        { "type": "text", "text": "{{codes}}", "color": "#1F2933", "wrap": true, "scaling": true },
        "{{buttons}}"
      ]
    }
  }
}
`

/** The real cards, but for a few whose letters these tests count on; officers may change the real ones. */
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'cards-'))
  folder = join(place, 'flex-templates')
  cpSync('flex-templates', folder, { recursive: true })
  write('count.json', count)
  for (const tone of ['done', 'reported', 'in-work', 'open', 'sent-back']) write(`state.${tone}.json`, state)
  for (const style of ['primary', 'secondary', 'link']) write(`button.${style}.json`, button)
})
afterEach(() => rmSync(place, { recursive: true }))

function write(file: string, content: string): void {
  writeFileSync(join(folder, file), content)
}

/** What an editor types: every `from` in the file becomes `to`. */
function edit(file: string, from: string, to: string): void {
  const before = readFileSync(join(folder, file), 'utf8')
  expect(before).toContain(from)
  write(file, before.replaceAll(from, to))
}

function editSamples(change: (samples: Record<string, Record<string, unknown>[]>) => void): void {
  const samples = JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8')) as Record<
    string,
    Record<string, unknown>[]
  >
  change(samples)
  write('samples.json', JSON.stringify(samples))
}

function mistakes(): string[] {
  try {
    loadCards(folder)
  } catch (error) {
    expect(error).toBeInstanceOf(SetupError)
    return error instanceof Error ? error.message.split('\n') : []
  }
  return []
}

describe('the cards as they are', () => {
  it('have no mistakes', () => {
    expect(mistakes()).toEqual([])
  })
})

describe('a placeholder', () => {
  it('that is written wrongly is named, with the one that was meant', () => {
    edit('item.json', '{{period}}', '{{peroid}}')
    expect(mistakes()).toEqual([
      'flex-templates/item.json: {{peroid}} is not known. Did you mean {{period}}?',
      'flex-templates/item.json: {{period}} is missing. The bot fills it in here; put it back where people should see it.',
    ])
  })

  it('that resembles none is answered with those that can be used', () => {
    edit('count.json', '{{codes}}', '{{codes}}{{weather forecast}}')
    expect(mistakes()).toEqual([
      'flex-templates/count.json: {{weather forecast}} is not known. ' +
        'This file can use {{scope}}, {{figure}}, {{unit}}, {{sentence}}, {{codes}}, {{buttons}}.',
    ])
  })

  it('that was deleted from a piece is missed there', () => {
    edit('pending-list.rows.json', '{{due}}', '')
    expect(mistakes()).toEqual([
      'flex-templates/pending-list.rows.json: {{due}} is missing. The bot fills it in here; put it back where people should see it.',
    ])
  })

  it('that lost a brace is shown', () => {
    edit('count.json', '"{{scope}}"', '"{{scope}} {{scope}"')
    expect(mistakes()).toEqual([
      'flex-templates/count.json: "{{scope}} {{scope}" has a placeholder that is not whole. Write it as {{name}}.',
    ])
  })

  it('may have blanks inside', () => {
    edit('count.json', '{{scope}}', '{{ scope }}')
    expect(mistakes()).toEqual([])
  })

  it('of a list cannot stand in a text, nor one of a text alone in a list, nor a tap in words', () => {
    edit('count.json', '"{{scope}}"', '"{{scope}} {{buttons}}"')
    edit('count.json', '"{{buttons}}"\n', '"{{buttons}}", "{{figure}}"\n')
    edit('menu.rows.json', '{{title}}', '{{title}}{{action}}')
    expect(mistakes()).toEqual([
      'flex-templates/menu.rows.json: {{action}} is what a tap does. Write it as "action": "{{action}}" and nowhere else.',
      'flex-templates/count.json: {{buttons}} is a list. It must stand alone, as "{{buttons}}", inside a list [ ].',
      'flex-templates/count.json: {{figure}} cannot stand alone in a list [ ]; it belongs inside a text component.',
    ])
  })
})

describe('a file', () => {
  it('that is missing is named', () => {
    rmSync(join(folder, 'state.done.json'))
    expect(mistakes()).toEqual([
      'flex-templates/state.done.json: this file is missing. Every card and piece needs its file; put it back.',
    ])
  })

  it('with an unknown name is named, with the name that it should have', () => {
    renameSync(join(folder, 'item.json'), join(folder, 'itme.json'))
    expect(mistakes()).toEqual([
      'flex-templates/item.json: this file is missing. Every card and piece needs its file; put it back.',
      'flex-templates/itme.json: the bot knows no card of this name. Did you mean item.json? Rename it, or move it out of this folder.',
    ])
  })

  it('that is a copy is named', () => {
    cpSync(join(folder, 'item.json'), join(folder, 'item - copy.json'))
    expect(mistakes()).toEqual([
      'flex-templates/item - copy.json: the bot knows no card of this name. Rename it, or move it out of this folder.',
    ])
  })

  it('that is no JSON is named with the line', () => {
    const broken: [from: string, to: string, line: number, problem: string][] = [
      ['"size": "mega",', '"size": "mega"', 6, 'a comma , or a closing } is missing after this line'],
      ['{ "type": "span", "text": " {{unit}}" }', '{} {}', 29, 'a comma , or a closing ] is missing after this line'],
      ['"size": "mega",', '"size": "mega",,', 6, 'a name in quotes "…" is expected here'],
      ['"size": "mega",', '"size": "mega,', 6, 'a quote " is missing at the end of this text'],
      ['"size": "mega",', 'size: "mega",', 6, 'a name in quotes "…" is expected here'],
      ['"size": "mega",', '"size" "mega",', 6, 'a colon : is missing after "size"'],
      [
        '"size": "mega",',
        '"size": mega,',
        6,
        'a value is expected here: a text in quotes "…", a number, true, false, { or [',
      ],
      ['"size": "mega",', '"size": "mega", "size": "kilo",', 6, '"size" stands twice in the same { }; keep one'],
      [
        '"size": "mega",',
        '"size": "\\mega",',
        6,
        'this text holds a tab, or a backslash \\ before a letter that cannot have one; take it out',
      ],
      ['"{{buttons}}"\n', '"{{buttons}}",\n', 33, 'there is a comma , too many before the closing ]'],
      [
        '"scaling": true }\n      ]',
        '"scaling": true, }\n      ]',
        15,
        'there is a comma , too many before the closing }',
      ],
      ['  }\n}\n', '  }\n', 36, 'a comma , or a closing } is missing after this line'],
      ['  }\n}\n', '  }\n}}\n', 37, 'there is something after the end of the card'],
      [count, '', 1, 'the file ends too early; a closing } or ] is missing'],
    ]
    for (const [from, to, line, problem] of broken) {
      expect(count).toContain(from)
      write(
        'count.json',
        count.replace(from, () => to),
      )
      expect(mistakes()).toEqual([`flex-templates/count.json, line ${line}: this is not JSON yet: ${problem}.`])
    }
  })

  it('saved with the mark that Notepad puts first is read', () => {
    write('count.json', `\ufeff${count}`)
    expect(mistakes()).toEqual([])
  })

  it('that is not there because the folder is not there is missed once', () => {
    folder = join(place, 'nowhere')
    expect(mistakes()).toEqual([`The folder ${folder} with the cards is missing. Put it back from the release.`])
  })
})

describe('a card that somebody could not read', () => {
  it('because Thai would be cut off or stay small', () => {
    edit('state.open.json', '"wrap": true, ', '')
    edit('state.done.json', '"scaling": true', '"scaling": false')
    edit('button.link.json', '"scaling": true, ', '')
    expect(mistakes().toSorted()).toEqual([
      'flex-templates/button.link.json, line 1: this button has no "scaling": true; it would not grow for people who chose large letters.',
      'flex-templates/state.done.json, line 1: this text has no "scaling": true; it would not grow for people who chose large letters.',
      'flex-templates/state.open.json, line 1: this text has no "wrap": true; long Thai would be cut off at the end of the line.',
    ])
  })

  it('because letters are small', () => {
    edit('state.open.json', '"size": "md"', '"size": "xs"')
    edit('state.done.json', '"size": "md"', '"size": "sm"')
    edit(
      'state.reported.json',
      '"size": "md", "color": "#1F2933"',
      '"size": "15px", "color": "#52606D", "weight": "bold"',
    )
    expect(mistakes().toSorted()).toEqual([
      'flex-templates/state.done.json, line 1: size "sm" is only for secondary words, in #52606D and not bold. Use "md" or larger.',
      'flex-templates/state.open.json, line 1: size "xs" is too small to read. Use "md" or larger; "sm" only for secondary words.',
      'flex-templates/state.reported.json, line 1: size "15px" is only for secondary words, in #52606D and not bold. Use "md" or larger.',
    ])
  })

  const cure =
    'people need at least 4.5. Take a darker colour on a light background, or a lighter one on a dark background.'

  it('because letters and background are alike, in a span too', () => {
    edit('count.json', '#0B6E6E', '#9AA5B1')
    edit('count.json', '"color": "#52606D"', '"color": "#748594"')
    expect(mistakes()).toEqual([
      'flex-templates/count.json, line 15: size "sm" is only for secondary words, in #52606D and not bold. Use "md" or larger.',
      `flex-templates/count.json, line 15: letters in #748594 on #E8F0FA have a contrast of 3.3; ${cure}`,
      `flex-templates/count.json, line 28: letters in #9AA5B1 on #FFFFFF have a contrast of 2.5; ${cure}`,
    ])
  })

  it('because a piece stands on the dark background of a box around it', () => {
    edit('count.json', '"backgroundColor": "#FFFFFF",', '"backgroundColor": "#3D2C6B",')
    edit('button.link.json', '"style": "primary"', '"style": "link"')
    expect(mistakes()).toContain(
      `flex-templates/button.link.json, line 1: letters in #0B6E6E on #3D2C6B have a contrast of 2.0; ${cure}`,
    )
  })

  it('because a background lets the one below through', () => {
    edit('count.json', '"backgroundColor": "#FFFFFF",', '"backgroundColor": "#1F293380",')
    expect(mistakes()).toContain(
      `flex-templates/count.json, line 28: letters in #0B6E6E on #8F9499 have a contrast of 2.0; ${cure}`,
    )
  })

  it('because a button is pale', () => {
    edit('button.primary.json', '#0B6E6E', '#7FC8C8')
    edit('button.secondary.json', 'primary', 'secondary')
    edit('button.link.json', '"style": "primary", "color": "#0B6E6E"', '"style": "link", "color": "#7FC8C8"')
    expect([...new Set(mistakes().map((line) => line.replace(/ have .*/, '')))]).toEqual([
      'flex-templates/button.primary.json, line 1: letters in #FFFFFF on #7FC8C8',
      'flex-templates/button.secondary.json, line 1: letters in #111111 on #0B6E6E',
      'flex-templates/button.link.json, line 1: letters in #7FC8C8 on #FFFFFF',
    ])
  })

  it('because the notification would be empty', () => {
    edit('count.json', '"altText": "{{sentence}}"', '"altText": " "')
    expect(mistakes()).toContain(
      'flex-templates/count.json, line 1: "altText" is missing. It is what a notification and a screen reader say; write the message of the card.',
    )
  })

  it("because LINE's dark mode would choose the background", () => {
    edit('count.json', '"header": { "backgroundColor": "#E8F0FA" },', '')
    expect(mistakes()).toEqual([
      'flex-templates/count.json, line 4: the header has no background. ' +
        'Give it one in "styles": "header": { "backgroundColor": "#FFFFFF" }, or LINE\'s dark mode takes its own.',
    ])
  })
})

describe('a card that LINE would refuse', () => {
  it('because of words that it does not know', () => {
    edit('state.open.json', '"color"', '"colour"')
    edit('state.done.json', '#1F2933', 'green')
    edit('state.reported.json', '"size": "md"', '"weight": "fat"')
    edit('button.link.json', '"type": "button"', '"type": "buton"')
    edit(
      'count.json',
      '"layout": "vertical",\n      "contents": [\n        { "type"',
      '"layout": "upright",\n      "contents": [\n        { "type"',
    )
    expect(mistakes().toSorted()).toEqual([
      'flex-templates/button.link.json, line 1: "type" must be one of box, text, button, image, separator. Did you mean "button"?',
      'flex-templates/count.json, line 11: "layout" must be "horizontal" or "vertical" or "baseline".',
      'flex-templates/state.done.json, line 1: "color" must be a colour such as "#1F2933".',
      'flex-templates/state.open.json, line 1: "colour" is not a property of a text. Did you mean "color"?',
      'flex-templates/state.reported.json, line 1: "weight" must be "regular" or "bold".',
    ])
  })

  it('because a label is long for a small phone', () => {
    const label = 'เปิดช่องทางปกปิดตัวตนของหน่วยงาน'
    edit('button.link.json', '"{{action}}"', `{ "type": "message", "label": "${label}", "text": "{{action}}" }`)
    expect(mistakes()).toContain(
      `flex-templates/button.link.json, line 1: the button "${label}" has 27 letters; 20 is the most that a small phone shows.`,
    )
  })

  it('because boxes stand deep in each other', () => {
    const open = '{ "type": "box", "layout": "vertical", "contents": ['
    edit('state.open.json', '{ "type"', `${open.repeat(5)}{ "type"`)
    edit('state.open.json', '"scaling": true }', `"scaling": true }${']}'.repeat(5)}`)
    expect(mistakes()).toContain(
      'flex-templates/state.open.json, line 1: boxes stand 6 deep in each other; 5 is the most.',
    )
  })

  it('because a picture comes from somewhere else', () => {
    edit(
      'inbox.chips.json',
      '{ "type": "text"',
      '{ "type": "image", "url": "https://example.com/a.png" }, { "type": "text"',
    )
    expect(mistakes()).toEqual([
      'flex-templates/inbox.chips.json, line 8: a picture comes from our own server, so its "url" is a placeholder {{…}}.',
    ])
  })

  it('because it is too large with its sample', () => {
    editSamples(({ count }) =>
      Object.assign(count?.[0] ?? {}, { sentence: 'ก'.repeat(2000), codes: 'ก'.repeat(10_000), buttons: [] }),
    )
    expect(mistakes()).toEqual([
      'flex-templates/count.json: "altText" has 2000 letters with the values of samples.json; LINE takes 1500.',
      expect.stringMatching(
        /^flex-templates\/count\.json: the card has 30\d{3} bytes with the values of samples\.json; LINE takes 30000\.$/,
      ),
    ])
  })
})

describe('the samples', () => {
  it('are checked like the values of the bot', () => {
    editSamples((samples) => {
      samples['count'] = [{ scope: 'ก', figur: '3', unit: 'ข้อ', sentence: 'ข', buttons: [] }]
      samples['wellcome'] = samples['welcome'] ?? []
      delete samples['welcome']
    })
    expect(mistakes()).toEqual([
      'flex-templates/samples.json: "wellcome" is no card. Did you mean "welcome"?',
      'flex-templates/samples.json: "welcome" is missing. Every card needs a list [ ] with at least one set of values to be tried out with.',
      'flex-templates/samples.json: "count", sample 1: ✖ Unrecognized key: "figur" ✖ Invalid input: expected string, received undefined → at figure',
    ])
  })
})

it('tells every mistake of every file at once', () => {
  edit('item.json', '{{period}}', '{{peroid}}')
  edit('count.json', '"size": "mega",', '"size": "mega"')
  edit('state.open.json', '#1F2933', '#AAAAAA')
  rmSync(join(folder, 'thread.json'))
  const found = mistakes()
  for (const file of ['item.json', 'count.json', 'state.open.json', 'thread.json'])
    expect(found.filter((line) => line.includes(file)).length, file).toBeGreaterThan(0)
})
