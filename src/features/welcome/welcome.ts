import type { Decision } from '../../chat/decision.ts'
import { card, text, type Choice, type Say } from '../../chat/say.ts'
import type { StaffMember } from '../../staff/staff-store.ts'
import { cardButton, cardTap, type Turn } from '../turn.ts'

/** Rises when the notice changes in substance: then everybody is shown it once more. */
export const noticeVersion = '1'

/** First contact: who we are, how to ask, what we keep and why (PDPA section 23), with the policy one tap away. */
export function welcomeCard(turn: Turn): Say {
  const { texts, agency } = turn
  return card(
    turn.cards.card('welcome', {
      agency: agency.profile.name,
      example: texts.exampleQuestion,
      policy: cardTap({ does: 'opens', url: policyUrl(turn) }),
      buttons: [
        cardButton(
          texts.menuLabel,
          { does: 'button', button: { name: 'menu', page: 'main' }, shows: texts.menuLabel },
          'primary',
        ),
        cardButton(texts.doorwayLabel, { does: 'opens', url: turn.doorwayUrl }, 'link'),
      ],
    }),
  )
}

/** Where the agency's privacy policy is: its own page, or the notice that we serve. */
function policyUrl(turn: Turn): string {
  return turn.agency.profile.privacyPolicyUrl ?? `${turn.pageUrl}/privacy`
}

/** Everything a citizen can do here. */
export function showMenu(turn: Turn): Decision {
  const { texts } = turn
  const page = (name: 'contact' | 'published' | 'report' | 'mine', shows: string) =>
    cardTap({ does: 'button', button: { name: 'menu', page: name }, shows })
  return {
    say: [
      card(
        turn.cards.card('menu', {
          agency: turn.agency.profile.name,
          rows: [
            {
              ...texts.menuRows.ask,
              action: cardTap({ does: 'button', button: { name: 'ask' }, opensKeyboard: true }),
            },
            { ...texts.menuRows.mine, action: page('mine', texts.menuRows.mine.title) },
            { ...texts.menuRows.report, action: page('report', texts.menuRows.report.title) },
            { ...texts.menuRows.published, action: page('published', texts.menuRows.published.title) },
            { ...texts.menuRows.contact, action: page('contact', texts.menuRows.contact.title) },
            { ...texts.menuRows.doorway, action: cardTap({ does: 'opens', url: turn.doorwayUrl }) },
          ],
          buttons: [],
        }),
      ),
    ],
    worthPush: false,
  }
}

/** What is kept, in one sentence, and the policy. */
export function showPrivacy(turn: Turn): Decision {
  const { texts } = turn
  return {
    say: [text(texts.privacy, [{ label: texts.readPolicy, tap: { does: 'opens', url: policyUrl(turn) } }])],
    worthPush: false,
  }
}

/** How to reach the agency. */
export function showContact(turn: Turn): Decision {
  const { agency, digits } = turn
  const { contacts, serviceHours, mainSite } = agency.profile
  const phone = contacts['phone']
  return {
    say: [
      card(
        turn.cards.card('contact', {
          agency: agency.profile.name,
          address: contacts['address'] === undefined ? undefined : digits(contacts['address']),
          hours: serviceHours === '' ? undefined : digits(serviceHours),
          phone: phone === undefined ? undefined : digits(phone),
          call: phone === undefined ? undefined : cardTap({ does: 'opens', url: phoneUrl(phone) }),
          website: new URL(mainSite).host,
          site: cardTap({ does: 'opens', url: mainSite }),
          units: agency.units.flatMap((unit) => {
            const own = contacts[unit.name]
            return own === undefined
              ? []
              : [{ name: unit.name, phone: digits(own), call: cardTap({ does: 'opens', url: phoneUrl(own) }) }]
          }),
          buttons: [],
        }),
      ),
    ],
    worthPush: false,
  }
}

/** What to do next, for each role, as lines that can be tapped. */
export function showHelp(turn: Turn): Decision {
  const { staff } = turn.visitor
  if (!staff) return showMenu(turn)
  const { texts } = turn
  if (staff.role === 'executive') {
    return {
      say: [
        card(
          turn.cards.card('help-executive', { name: staff.name, rows: lines(texts.helpLines.executive), buttons: [] }),
        ),
      ],
      worthPush: false,
    }
  }
  return {
    say: [
      card(
        turn.cards.card('help-staff', {
          name: staff.name,
          unit: staff.unit ?? texts.noUnit,
          rows: lines([...texts.helpLines.staff, ...(staff.role === 'admin' ? texts.helpLines.admin : [])]),
          buttons: [],
        }),
      ),
    ],
    worthPush: false,
  }
}

/** After the one-time code: who you are here, and what to say first. */
export function showRegistered(member: StaffMember, turn: Turn): Decision {
  const { texts } = turn
  return {
    say: [
      card(
        turn.cards.card('registered', {
          name: member.name,
          unit: member.unit ?? texts.noUnit,
          role: texts.roleNames[member.role],
          agency: turn.agency.profile.name,
          rows: lines(member.role === 'executive' ? texts.helpLines.executive : texts.helpLines.staff.slice(0, 3)),
          buttons: [],
        }),
      ),
    ],
    conversation: null,
    purpose: 'work',
    role: member.role,
    worthPush: true,
  }
}

/** Photos, voice, files, places and stickers that nobody asked for. */
export function acknowledge(kind: 'image' | 'video' | 'audio' | 'file' | 'location' | 'sticker', turn: Turn): Decision {
  const { texts } = turn
  const words = {
    image: texts.gotPhoto,
    video: texts.gotPhoto,
    file: texts.gotPhoto,
    audio: texts.gotVoice,
    location: texts.gotLocation,
    sticker: texts.stickerThanks,
  }[kind]
  return { say: [text(words, choices(turn))], worthPush: false }
}

function choices(turn: Turn): Choice[] {
  return [
    {
      label: turn.texts.menuLabel,
      tap: { does: 'button', button: { name: 'menu', page: 'main' }, shows: turn.texts.menuLabel },
    },
    { label: turn.texts.doorwayLabel, tap: { does: 'opens', url: turn.doorwayUrl } },
  ]
}

function lines(rows: readonly { title: string; about: string }[]) {
  return rows.map((row) => ({ ...row, action: cardTap({ does: 'says', text: row.title }) }))
}

function phoneUrl(phone: string): string {
  return `tel:${phone.replace(/[^0-9+]/g, '')}`
}
