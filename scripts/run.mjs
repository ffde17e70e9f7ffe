// Running programs: with their output kept for later, or shown as it comes.
import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

/** Long enough for any step on two busy cores, short enough that a hanging one does not look like work. */
const LIMIT_MS = 15 * 60_000

/**
 * Runs a program to its end.
 * @param {readonly string[]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, isShown?: boolean }} [options]
 * @returns {Promise<{ ok: boolean, output: string }>} `output` is empty when it was shown.
 */
export function run([program, ...args], { cwd = ROOT, env = process.env, isShown = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', ...(isShown ? ['inherit', 'inherit'] : ['pipe', 'pipe'])],
    })
    let output = ''
    const keep = (text) => (output += text)
    child.stdout?.setEncoding('utf8').on('data', keep)
    child.stderr?.setEncoding('utf8').on('data', keep)
    const limit = setTimeout(() => {
      keep(`\n${program} was stopped: no end after ${LIMIT_MS / 60_000} minutes.\n`)
      child.kill('SIGKILL')
      // Not waiting for its output to close: what it started itself may hold that open.
      end(false)
    }, LIMIT_MS)
    const end = (ok) => {
      clearTimeout(limit)
      if (isShown && output) console.log(output)
      resolve({ ok, output })
    }
    child.on('error', (error) => {
      keep(`${program}: ${error.message}\n`)
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })
}

/** The environment in which `node` and every tool of the house are found by name. */
export function houseEnv(node, extra = {}) {
  const { PATH = '' } = process.env
  const path = [dirname(node), join(ROOT, 'node_modules/.bin'), PATH].join(delimiter)
  return { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: '1', ...extra }
}

/** @param {number} startedAt from `Date.now()` */
export const secondsSince = (startedAt) => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`

/**
 * Does one slow thing under one line, with the seconds counting where somebody watches.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} deed
 * @returns {Promise<T>}
 */
export async function slowStep(title, deed) {
  const startedAt = Date.now()
  const isWatched = process.stdout.isTTY
  process.stdout.write(`${title}…${isWatched ? '' : '\n'}`)
  const ticking = isWatched && setInterval(() => process.stdout.write(`\r${title}… ${secondsSince(startedAt)}`), 500)
  try {
    const result = await deed()
    process.stdout.write(`${isWatched ? '\r' : ''}${title}… done in ${secondsSince(startedAt)}\n`)
    return result
  } catch (error) {
    if (isWatched) process.stdout.write('\n')
    throw error
  } finally {
    clearInterval(ticking)
  }
}

/** A failure whose message is all there is to say; no stack. */
export class Sentence extends Error {}

/** Runs a script's main function; a `Sentence` is printed as it stands. */
export async function main(deed) {
  try {
    await deed()
  } catch (error) {
    console.error(error instanceof Sentence ? error.message : error)
    process.exitCode = 1
  }
}
