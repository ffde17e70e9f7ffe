import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { freePort } from '../test/app.ts'
import { Browser, type Tab } from './browser.ts'
import { onStage, type Scenario } from './scenario.ts'
import { Wire } from './wire.ts'

const WEB = resolve(import.meta.dirname, '../../../web/build/handler.js')
const PAGE = '/boards/manchester-locality/terms/tor-llg-north'
const AFTER_THE_LAST_KEY_MS = 50

/** Why there is no browser to kill tabs of; undefined when there is one. */
export const whyNoBrowser = (): string | undefined => {
  if (process.env['CHROMIUM_PATH'] === undefined) return 'no Chromium was found'
  return existsSync(WEB) ? undefined : 'the pages are not built: npm run build'
}

const F22: Scenario = {
  id: 'F22',
  title: 'a tab is killed 50 ms after the last key, with no way to the server',
  trials: 20,
  needs: 'browser',
  async run(lab, { trials }) {
    // The server must not be what keeps the words: everything between the page and it goes through this wire.
    const port = await freePort()
    const wire = await Wire.open(port)
    const url = `http://127.0.0.1:${wire.port}`
    const browser = await Browser.start(process.env['CHROMIUM_PATH'] ?? '')
    try {
      return await onStage(lab, 'F22', { env: () => ({ PUBLIC_URL: url }), port }, async (stage) => {
        const cookie = await stage.signIn('secretariat', url)
        const findings: string[] = []
        for (let trial = 1; trial <= trials; trial += 1) {
          const word = `word${trial}end`
          const tab = await browser.open(url + PAGE, cookie)
          await beginToEdit(tab)
          stage.fault(`the line falls silent, and the tab is killed: ${trial}`)
          wire.fallSilent()
          await tab.type(` ${word}`)
          await sleep(AFTER_THE_LAST_KEY_MS)
          await tab.kill()
          // Those connections are the dead tab's.
          wire.cut()
          wire.mend()
          const again = await browser.open(url + PAGE, cookie)
          await beginToEdit(again)
          const isThere = await again.until(`${TEXT}.includes('${word}')`, 10_000).then(
            () => true,
            () => false,
          )
          if (!isThere) findings.push(`The word of trial ${trial} is gone`)
          await again.close()
        }
        stage.notes['tabs killed'] = trials
        stage.notes['words kept'] = trials - findings.length
        return findings
      })
    } finally {
      await browser.close()
      await wire.close()
    }
  },
}

const TEXT = `(document.querySelector('[role=textbox][contenteditable=true]')?.textContent ?? '')`

async function beginToEdit(tab: Tab): Promise<void> {
  const edit = `[...document.querySelectorAll('button')].find((one) => /^Edit/.test(one.textContent.trim()))`
  await tab.until(`Boolean(${edit})`)
  // Not before the page is alive: a click on plain HTML does nothing.
  await tab.until(`(${edit}?.click(), document.querySelector('[role=textbox][contenteditable=true]') !== null)`)
  await tab.until(`/Saved|Live/.test(document.body.innerText)`)
  await tab.evaluate(`(() => {
    const box = document.querySelector('[role=textbox][contenteditable=true]')
    box.focus()
    getSelection().selectAllChildren(box)
    getSelection().collapseToEnd()
  })()`)
  await sleep(300)
}

export const BROWSER_FAULTS: readonly Scenario[] = [F22]
