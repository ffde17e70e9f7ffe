import { readFile } from 'node:fs/promises'

import type { BrowserContext, Locator, Page, Response } from '@playwright/test'

/** Slug of a sample board. */
export type BoardName = 'greater-manchester' | 'manchester-locality' | 'new-unitary'

/** What is filled in for a decision; whatever is left out is filled with words that pass. */
export interface DecisionWords {
  readonly title: string
  readonly text: string
  readonly kind?: 'Decided within delegation' | 'Recommended' | 'Steer given' | 'Noted'
  /** Left out: the board has no power of its own here. */
  readonly rests?: readonly [basis: 'Terms of reference' | 'Delegation', reference: string]
}

/** What stands in the fields of a form, by their labels; a choice of a list by its words. */
export type Filled = Readonly<Record<string, string>>

/** Amber and worse: the way back to green, field by field as the form asks for it. */
export interface WayBack {
  readonly cause: string
  readonly effect: string
  readonly action: string
  readonly owner: string
  /** Day, month and year as typed. */
  readonly by: readonly [day: string, month: string, year: string]
}

/**
 * A person at one screen of their own: one browser context, one page. The only place that knows where things are on a page,
 * by their role and the words one can see. What is on the screen is given as locators, for assertions that retry.
 */
export class Person {
  readonly id: string
  readonly context: BrowserContext
  /** The tab they look at; a new one after `openNewTab`. */
  page: Page
  /** As others see it on their screens; known once signed in. */
  name = ''

  constructor(id: string, context: BrowserContext, page: Page) {
    this.id = id
    this.context = context
    this.page = page
  }

  // Coming and going

  async signIn(): Promise<void> {
    const answer = await this.context.request.post('/api/demo/sign-in', { data: { person: this.id } })
    if (!answer.ok()) throw new Error(`${this.id} could not sign in: ${await answer.text()}`)
    const me = (await (await this.context.request.get('/api/me')).json()) as { person: { name: string } }
    this.name = me.person.name
  }

  async chooseThemselves(role: string, name: string): Promise<void> {
    await this.page.getByRole('region', { name: role, exact: true }).getByRole('button', { name }).click()
    this.name = name
  }

  async leave(): Promise<void> {
    await this.context.close()
  }

  /** Opens a page by its address and waits until it has its heading. */
  async visit(address: string): Promise<Response | null> {
    const answer = await this.page.goto(address)
    await this.heading.first().waitFor()
    return answer
  }

  async reload(): Promise<void> {
    await this.page.reload()
    await this.heading.waitFor()
  }

  /** Closes the tab and confirms when the page asks. Answers whether it asked. */
  async closeTab(): Promise<boolean> {
    const { page } = this
    const asked = page.waitForEvent('dialog').then(
      async (dialog) => {
        await dialog.accept()
        return dialog.type() === 'beforeunload'
      },
      () => false,
    )
    const closed = page.waitForEvent('close')
    await page.close({ runBeforeUnload: true })
    await closed
    return asked
  }

  async openNewTab(): Promise<void> {
    this.page = await this.context.newPage()
  }

  async follow(link: string | RegExp): Promise<void> {
    await this.page.getByRole('link', { name: link, exact: true }).first().click()
  }

  async press(button: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: button }).click()
  }

  /** Keys as one presses them: `Alt+ArrowUp`, `Enter`. */
  async key(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** Tabs forward until the focus is there, as somebody without a mouse does; gives up after as many stops as a long page has. */
  async tabTo(target: Locator): Promise<void> {
    await target.waitFor()
    for (let stops = 0; stops < 120; stops += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await this.key('Tab')
    }
    throw new Error(`${this.id} cannot reach it with the Tab key`)
  }

  /** Takes this screen off the network and back. */
  async loseNetwork(): Promise<void> {
    await this.context.setOffline(true)
  }

  async findNetwork(): Promise<void> {
    await this.context.setOffline(false)
  }

  /** From now on this screen is told nothing of what others do, as on a slow line; what it sends and asks goes through. */
  async hearNothing(): Promise<void> {
    await this.context.routeWebSocket(/\/socket\.io\//u, (socket) => {
      const server = socket.connectToServer()
      server.onMessage((message) => {
        if (!message.toString().includes('"notice"')) socket.send(message)
      })
    })
  }

  // What every page shows

  get heading(): Locator {
    return this.page.getByRole('heading', { level: 1 })
  }

  get main(): Locator {
    return this.page.getByRole('main')
  }

  get masthead(): Locator {
    return this.page.getByRole('banner')
  }

  get foot(): Locator {
    return this.page.getByRole('contentinfo')
  }

  /** A section by its heading. */
  section(title: string): Locator {
    return this.main.getByRole('heading', { name: title })
  }

  /** Where live, saved and presence are said. */
  get statusLine(): Locator {
    return this.page.getByRole('region', { name: 'Where you are, and who is here' })
  }

  /** The one word that says whether what one sees and writes has reached the record or the draft. */
  get liveOrSaved(): Locator {
    return this.statusLine.getByText(/^(Live|Saved|Typing|Saving|Opening)/u).first()
  }

  /** Who is here; shown once the live line of this screen stands. */
  get company(): Locator {
    return this.statusLine.getByRole('list', { name: 'Here now' })
  }

  /** What lies across the page: not connected, a draft exists. */
  get banner(): Locator {
    return this.page.getByRole('status').filter({ has: this.page.getByRole('paragraph') })
  }

  get alert(): Locator {
    return this.page.getByRole('alert')
  }

  get focused(): Locator {
    return this.page.locator(':focus')
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name })
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name })
  }

  words(text: string | RegExp): Locator {
    return this.main.getByText(text)
  }

  /** A panel, section or card by its heading or name. */
  part(name: string | RegExp): Locator {
    return this.page.getByRole('region', { name })
  }

  // Small acts, which open under their name

  /** An act by the words that open it: its fields and its button. */
  act(title: string | RegExp): Locator {
    const name = typeof title === 'string' ? exactly(title) : title
    return this.page.getByRole('group').filter({ has: this.page.locator('summary', { hasText: name }) })
  }

  async openAct(title: string | RegExp): Promise<Locator> {
    const act = this.act(title)
    if ((await act.getAttribute('open')) === null) await act.locator('summary').click()
    return act
  }

  /** Opens an act, fills it in and does it. What came of it is said in `onRecord`, or in `alert`. */
  async carryOut(title: string | RegExp, filled: Filled, deed: string): Promise<void> {
    const act = await this.openAct(title)
    await fillIn(act, filled)
    await act.getByRole('button', { name: deed, exact: true }).click()
  }

  /** Said once an act is on record, with the number of its entry. */
  get onRecord(): Locator {
    return this.main.getByText(/^On record as entry/u)
  }

  // Drafting

  async openTerms(board: BoardName, terms: string): Promise<void> {
    await this.visit(`/boards/${board}/terms/${terms}`)
  }

  /** Begins to edit the draft of this page and waits until one can type. */
  async edit(): Promise<void> {
    await this.press(/^Edit /u)
    await this.button(/^Done/u).waitFor()
  }

  async finishEditing(): Promise<void> {
    await this.press(/^Done/u)
  }

  /** The co-written text that is open for editing. */
  get draft(): Locator {
    return this.page.getByRole('textbox', { name: /^(Draft of edition|Narrative|Draft wording)/u })
  }

  /** The draft as it is read. */
  get draftPanel(): Locator {
    return this.page.getByRole('region', { name: /^(Draft of edition|Working plan|Draft wording)/u })
  }

  async write(words: string, where: 'at the start' | 'at the end' | { readonly after: number }): Promise<void> {
    await this.draft.click()
    await this.key(where === 'at the end' ? 'Control+End' : 'Control+Home')
    if (typeof where === 'object') for (let moved = 0; moved < where.after; moved += 1) await this.key('ArrowRight')
    await this.page.keyboard.type(words)
  }

  /** More words where the caret is. */
  async goOnWriting(words: string): Promise<void> {
    await this.page.keyboard.type(words)
  }

  /** Another writer's caret in the draft, which carries their name. */
  caretOf(other: Person): Locator {
    return this.draft.locator(`[data-name="${other.name}"]`)
  }

  // Programmes and workstreams

  async openBoard(board: BoardName): Promise<void> {
    await this.visit(`/boards/${board}`)
  }

  async openWorkstream(id: string): Promise<void> {
    await this.visit(`/boards/manchester-locality/workstreams/${id}`)
  }

  get plan(): Locator {
    return this.page.getByRole('table', { name: 'Key milestones' })
  }

  /** Titles of the plan's rows as they stand on this screen, in their order, while it is edited. */
  async planOrder(): Promise<string[]> {
    return (await this.#planRows()).map(({ title }) => title)
  }

  async addMilestone(title: string): Promise<void> {
    await this.press('Add a milestone')
    await this.page.keyboard.type(title)
  }

  /** A cell of the row whose title reads so now. It stays that row's: the number in its name goes with its place, which others change. */
  async milestoneCell(title: string, cell: 'Milestone' | 'Forecast of' | 'Owner of' | 'Note on'): Promise<Locator> {
    const row = (await this.#planRows()).find((each) => each.title === title)
    if (row === undefined) throw new Error(`${this.id} has no milestone “${title}” on the screen`)
    return this.plan.locator(`[data-row="${row.id}"]`).getByRole('textbox', { name: new RegExp(`^${cell} `, 'u') })
  }

  /** Read at one moment: row by row, somebody could move one between two of them. */
  async #planRows(): Promise<{ readonly id: string; readonly title: string }[]> {
    return this.plan.getByRole('textbox', { name: /^Milestone /u }).evaluateAll((fields) =>
      fields.map((field) => ({
        id: field.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? '',
        title: (field as HTMLTextAreaElement).value,
      })),
    )
  }

  async moveByKeyboard(title: string, way: 'up' | 'down'): Promise<void> {
    await (await this.milestoneCell(title, 'Milestone')).focus()
    await this.key(way === 'up' ? 'Alt+ArrowUp' : 'Alt+ArrowDown')
  }

  async moveByMenu(title: string, choice: 'Move up' | 'Move down'): Promise<void> {
    await this.page.getByRole('button', { name: new RegExp(`^Move or remove milestone .*${title}`, 'u') }).click()
    await this.page.getByRole('menuitem', { name: choice }).click()
  }

  async openMilestone(board: BoardName, id: string): Promise<void> {
    await this.visit(`/boards/${board}/milestones/${id}`)
  }

  /** What a two-minute update asks about one milestone. */
  forecast(title: string): Locator {
    return this.page
      .getByRole('region', { name: 'Forecasts' })
      .getByRole('heading', { level: 3, name: new RegExp(`^${escaped(title)}`, 'u') })
      .locator('xpath=..')
  }

  // Rating

  async openRatingForm(): Promise<void> {
    await this.press('Give a rating')
    await this.page.getByRole('group', { name: 'How confident are you?' }).waitFor()
  }

  async chooseRating(rating: string): Promise<void> {
    await this.page.getByRole('radio', { name: rating, exact: true }).check()
  }

  async writeWayBack({ cause, effect, action, owner, by }: WayBack): Promise<void> {
    await this.page.getByLabel(/^Why is it/u).fill(cause)
    await this.page.getByLabel('What follows from it?').fill(effect)
    await this.page.getByLabel('What is the way back?').fill(action)
    await this.page.getByLabel('Who answers for the way back?').fill(owner)
    await this.writeDay('Back on course by', by)
  }

  async writeDay(legend: string, [day, month, year]: readonly [string, string, string]): Promise<void> {
    const group = this.page.getByRole('group', { name: legend })
    await group.getByLabel('Day').fill(day)
    await group.getByLabel('Month').fill(month)
    await group.getByLabel('Year').fill(year)
  }

  get ratingPanel(): Locator {
    return this.page.getByRole('region', { name: 'Rating', exact: true })
  }

  /** The line of a workstream on the board. */
  workstreamLine(title: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name: title }) })
  }

  /** The line of a milestone among the next and overdue ones on the board. */
  milestoneLine(title: string): Locator {
    return this.main.getByRole('listitem').filter({ has: this.page.getByRole('link', { name: title }) })
  }

  // Asks and sign-off

  async openAsks(how: { readonly list?: boolean } = {}): Promise<void> {
    await this.visit(`/boards/greater-manchester/asks${how.list ? '?view=list' : ''}`)
  }

  async openAsk(number: number): Promise<void> {
    await this.visit(`/boards/greater-manchester/asks/${askId(number)}`)
  }

  async openSigning(number: number, part?: string): Promise<void> {
    await this.visit(`/boards/greater-manchester/asks/${askId(number)}/sign${part ? `?part=${part}` : ''}`)
  }

  async openMyAuthority(): Promise<void> {
    await this.visit('/boards/greater-manchester/my-authority')
  }

  /** The cell of an ask (`5`) or part (`5a`) and an authority in the matrix. */
  cell(ask: string, authority: string): Locator {
    return this.page.getByRole('link', { name: new RegExp(`^Ask ${ask}, ${authority}:`, 'u') })
  }

  get drawer(): Locator {
    return this.page.getByRole('dialog')
  }

  get drawerTitle(): Locator {
    return this.drawer.getByRole('heading', { level: 2 })
  }

  dialog(title: string): Locator {
    return this.page.getByRole('dialog', { name: title })
  }

  /** The exact words that a signature binds to. */
  get wording(): Locator {
    return this.page.getByRole('region', { name: /^The wording, edition/u })
  }

  get answers(): Locator {
    return this.page.getByRole('group', { name: /^Your answer for/u })
  }

  answer(label: string): Locator {
    return this.answers.getByRole('radio', { name: label, exact: true })
  }

  async choose(label: string): Promise<void> {
    await this.answer(label).check()
  }

  /** From the answer to the check page. */
  async goOn(): Promise<void> {
    await this.press('Continue')
  }

  /** What a check page, panel or receipt says of something: `Answer`, `Authority`, `Receipt`. */
  fact(term: string): Locator {
    const name = this.main.getByRole('term').filter({ hasText: new RegExp(`^\\s*${term}\\s*$`, 'u') })
    return name.locator('xpath=following-sibling::dd[1]')
  }

  async fill(label: string | RegExp, words: string): Promise<void> {
    await this.page.getByLabel(label).fill(words)
  }

  get insertions(): Locator {
    return this.main.getByRole('insertion')
  }

  get deletions(): Locator {
    return this.main.getByRole('deletion')
  }

  /** Issues new words for an ask, through the form and its check page. */
  async issueWording(number: number, text: string): Promise<void> {
    await this.visit(`/boards/greater-manchester/asks/${askId(number)}/issue`)
    await this.fill('Wording', text)
    await this.page.getByRole('radio', { name: 'Substantive' }).check()
    await this.goOn()
    await this.press(/^Issue edition/u)
    await this.page.getByRole('region', { name: /^Wording in force/u }).waitFor()
  }

  // Decisions and adoption

  async openDecisions(board: BoardName): Promise<void> {
    await this.visit(`/boards/${board}/decisions`)
  }

  /** Fills in a decision as far as its check page. */
  async writeDecision(words: DecisionWords): Promise<void> {
    await this.fillDecision(words)
    await this.goOn()
  }

  async fillDecision({ title, text, kind = 'Steer given', rests }: DecisionWords): Promise<void> {
    await this.fill('Title', title)
    await this.fill('The exact words as put', text)
    await this.page.getByRole('radio', { name: kind }).check()
    if (rests) await this.chooseBasis(...rests)
    else await this.page.getByRole('radio', { name: /^Recommendation only/u }).check()
    await this.fill('Reasons', 'The board discussed it and saw no other way.')
    await this.fill('Options considered and rejected', 'None')
    await this.page.getByLabel('Implications', { exact: true }).fill('None')
  }

  /** A part of a long form that most people leave closed. */
  async openPart(title: string): Promise<Locator> {
    return this.openAct(title)
  }

  async openDecision(board: BoardName, number: string): Promise<void> {
    await this.visit(`/boards/${board}/decisions/${number}`)
  }

  /** Number of the decision on this page, as it stands in its title. */
  async decisionNumber(): Promise<string> {
    return (await this.page.title()).split(':')[0] ?? ''
  }

  async chooseBasis(basis: 'Terms of reference' | 'Delegation', reference: string): Promise<void> {
    await this.page.getByRole('radio', { name: basis, exact: true }).check()
    await this.page.getByLabel(/^(Clause of the terms|Delegation and its date)/u).fill(reference)
  }

  /** One side of the golden thread of this page. */
  thread(side: 'What it serves' | 'What it rests on'): Locator {
    return this.part('Golden thread').getByRole('heading', { name: side }).locator('xpath=..')
  }

  // The record

  async openRecord(board: BoardName): Promise<void> {
    await this.visit(`/boards/${board}/record`)
  }

  filter(label: string): Locator {
    return this.page
      .getByRole('group', { name: 'Show entries' })
      .getByRole('link', { name: new RegExp(`^${label}`, 'u') })
  }

  get entries(): Locator {
    return this.main.getByRole('listitem').filter({ has: this.page.getByRole('time') })
  }

  // Snapshots

  async openSnapshots(board: BoardName): Promise<void> {
    await this.visit(`/boards/${board}/snapshots`)
  }

  async freezeSnapshot(title: string): Promise<void> {
    await this.fill('Title', title)
    await this.press('Freeze a snapshot')
    await this.page.getByRole('heading', { name: title }).waitFor()
  }

  /** Presses the button, and the one that asks again. */
  async publishSnapshot(number: number): Promise<void> {
    await this.press(`Publish snapshot ${number}`)
    await this.dialog(`Publish snapshot ${number}?`)
      .getByRole('button', { name: `Publish snapshot ${number}` })
      .click()
    await this.part(`Snapshot ${number}, published`).waitFor()
  }

  /** Follows a link to a file, and answers what the browser saved. */
  async download(link: string | RegExp): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    const started = this.page.waitForEvent('download')
    await this.follow(link)
    const download = await started
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
  }

  /** Asks the server itself, with this person's rights: the screen can be right by luck. */
  async ask<T>(path: string): Promise<T> {
    const answer = await this.context.request.get(path)
    if (!answer.ok())
      throw new Error(`${this.id} asked ${path} and was told ${answer.status()}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
}

/** Fills in the fields of a form by their labels: words are typed, a list is chosen from. */
export async function fillIn(form: Locator, filled: Filled): Promise<void> {
  for (const [label, words] of Object.entries(filled)) {
    const field = form.getByLabel(new RegExp(`^${escaped(label)}(\\s*\\(optional\\))?$`, 'u'))
    if ((await field.evaluate(({ tagName }) => tagName)) === 'SELECT') await field.selectOption({ label: words })
    else await field.fill(words)
  }
}

const escaped = (words: string): string => words.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`)
const exactly = (words: string): RegExp => new RegExp(`^\\s*${escaped(words)}\\s*$`, 'u')

/** Ids of the asks on the Greater Manchester board: `ask-01` to `ask-12`. */
export const askId = (number: number): string => `ask-${String(number).padStart(2, '0')}`
