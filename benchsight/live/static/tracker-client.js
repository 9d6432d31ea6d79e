/**
 * Writes a tracked game to BenchSight through supabase-js: at once where there is a connection, else later.
 *
 *     import { createClient } from '@supabase/supabase-js'
 *     import { Tracker } from './tracker-client.js'
 *     const tracker = new Tracker(createClient(url, key), { onStatus: show })
 *     tracker.createEvent({ game_id: 18969, event_index: 1001, period: 1, event_type: 'Shot' })
 *
 * A write is kept in storage before the call returns and goes out in the order of the calls, until the server has
 * confirmed it. Sending it twice is harmless. What the server refuses for good is kept in `rejected`; the rest goes on.
 *
 * @typedef {Record<string, unknown>} Row
 * @typedef {{ id: string, table: string, verb: 'create' | 'update' | 'delete', key: string, row: Row }} Write
 * @typedef {Write & { code: string, message: string, rejected_at: string }} RejectedWrite
 * @typedef {{ error: { code: string, message: string } | null, status: number }} Answer
 * @typedef {{ pending: number, rejected: number, sending: boolean, online: boolean, lastError: string | null }} Status
 *   online: whether the server answered when it was last asked; lastError: why writes are waiting, or null
 * @typedef {object} Options
 * @property {Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>} [storage] localStorage unless given
 * @property {string} [name] of the queue in the storage; one per database
 * @property {(status: Status) => void} [onStatus] called whenever the status has changed
 * @property {{ request: (name: string, task: () => Promise<void>) => Promise<unknown> } | null} [locks]
 *   navigator.locks unless given: of several tabs one sends at a time
 * @property {number} [batchSize] rows of one request at most
 * @property {number} [firstDelay] milliseconds to the first retry; each later one takes twice as long
 * @property {number} [longestDelay] milliseconds
 * @property {number} [timeout] milliseconds that a request may take
 */

/** @type {Record<string, string>} */
const KEYS = { staging_events: 'event_key', staging_shifts: 'shift_key' }
// Not the row's fault: no right (yet), no such table (yet), too slow, too early, too many requests.
const WAITS = new Set([401, 404, 408, 425, 429])

/** @param {number} gameId @param {number} index @returns {string} such as E1896900012 */
export const eventKey = (gameId, index) => `E${gameId}${String(index).padStart(5, '0')}`

/** @param {number} gameId @param {number} index @returns {string} such as S1896900012 */
export const shiftKey = (gameId, index) => `S${gameId}${String(index).padStart(5, '0')}`

export class Tracker {
  #supabase
  #options
  #pending
  #rejected
  /** @type {Promise<void> | null} */
  #sending = null
  #isClosed = false
  #failures = 0
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  /** @type {string | null} */
  #lastError = null
  #isOnline = true
  #told = ''

  /** @param {any} supabase the client that the caller made @param {Options} [options] */
  constructor(supabase, options = {}) {
    this.#supabase = supabase
    this.#options = {
      storage: globalThis.localStorage,
      name: 'benchsight',
      onStatus: () => {},
      locks: globalThis.navigator?.locks ?? null,
      batchSize: 50,
      firstDelay: 1000,
      longestDelay: 60_000,
      timeout: 15_000,
      ...options,
    }
    if (!this.#options.storage) throw new Error('no localStorage here: give options.storage')
    this.#pending = new StoredList(this.#options.storage, `${this.#options.name}:pending:`)
    this.#rejected = new StoredList(this.#options.storage, `${this.#options.name}:rejected:`)
    globalThis.addEventListener?.('online', this.#sendNow)
    globalThis.addEventListener?.('storage', this.#otherTabWrote)
    void this.flush()
  }

  /** @param {Row} event with game_id and event_index @returns {string} its key */
  createEvent(event) {
    return this.#create('staging_events', eventKey(...numbers(event, 'event_index')), event)
  }

  /** @param {string} key @param {Row} changes */
  updateEvent(key, changes) {
    this.#add('staging_events', 'update', key, changes)
  }

  /** @param {string} key */
  deleteEvent(key) {
    this.#add('staging_events', 'delete', key, {})
  }

  /** @param {Row} shift with game_id and shift_index @returns {string} its key */
  createShift(shift) {
    return this.#create('staging_shifts', shiftKey(...numbers(shift, 'shift_index')), shift)
  }

  /** @param {string} key @param {Row} changes */
  updateShift(key, changes) {
    this.#add('staging_shifts', 'update', key, changes)
  }

  /** @param {string} key */
  deleteShift(key) {
    this.#add('staging_shifts', 'delete', key, {})
  }

  /**
   * The game is over: a GameEnd event, sent after all that was written before it. The database then queues the game.
   * @param {number} gameId @param {Row} event its event_index, and where the clock stood @returns {string} its key
   */
  endGame(gameId, event) {
    return this.createEvent({ ...event, game_id: gameId, event_type: 'GameEnd' })
  }

  /** @returns {Write[]} what is not confirmed yet, oldest first */
  get pending() {
    return this.#pending.all()
  }

  /** @returns {RejectedWrite[]} what the server has refused for good, oldest first */
  get rejected() {
    return /** @type {RejectedWrite[]} */ (this.#rejected.all())
  }

  /** @returns {Status} */
  get status() {
    return {
      pending: this.#pending.count(),
      rejected: this.#rejected.count(),
      sending: this.#sending !== null,
      online: this.#isOnline && globalThis.navigator?.onLine !== false,
      lastError: this.#lastError,
    }
  }

  /**
   * Send a rejected write again, behind what is pending.
   * @param {string} id @param {Row} [changes] what to correct in it
   */
  retryRejected(id, changes = {}) {
    const write = this.#rejected.get(id)
    if (!write) throw new Error(`no rejected write ${id}`)
    this.#add(write.table, write.verb, write.key, { ...write.row, ...changes })
    this.dismissRejected(id)
  }

  /** Forget a rejected write. @param {string} id */
  dismissRejected(id) {
    this.#rejected.remove(id)
    this.#tell()
  }

  /** Try to send what is pending. @returns {Promise<void>} when all is sent or the server cannot be reached */
  flush() {
    clearTimeout(this.#timer)
    if (this.#isClosed) return Promise.resolve()
    // A write that comes after the last look at the storage must not wait for the next one.
    this.#sending ??= this.#locked(() => this.#drain()).finally(() => {
      this.#sending = null
      this.#tell()
      if (this.#failures === 0 && this.#pending.count() > 0) void this.flush()
    })
    this.#tell()
    return this.#sending
  }

  /** Stop sending; what is pending stays for the next tracker of that name. @returns {Promise<void>} */
  async close() {
    this.#isClosed = true
    clearTimeout(this.#timer)
    globalThis.removeEventListener?.('online', this.#sendNow)
    globalThis.removeEventListener?.('storage', this.#otherTabWrote)
    await this.#sending
  }

  /** @param {string} table @param {string} key @param {Row} row */
  #create(table, key, row) {
    /** @type {Row} */
    const content = { created_at: new Date().toISOString(), ...row, [KEYS[table]]: key }
    // What a new row says of itself anyway; over a row that is there only the builder may write it.
    if (content.processed === false) delete content.processed
    this.#add(table, 'create', key, content)
    return key
  }

  /** @param {string} table @param {Write['verb']} verb @param {string} key @param {Row} row */
  #add(table, verb, key, row) {
    this.#pending.add({ table, verb, key, row })
    if (this.#failures === 0) void this.flush()
    else this.#tell()
  }

  #sendNow = () => {
    this.#failures = 0
    void this.flush()
  }

  #otherTabWrote = () => {
    this.#tell()
    // It sends; in case it is closed before it has, this one is next in line.
    if (this.#options.locks && this.#failures === 0) void this.flush()
  }

  /** @param {() => Promise<void>} task */
  async #locked(task) {
    await (this.#options.locks ? this.#options.locks.request(this.#options.name, task) : task())
  }

  async #drain() {
    for (let writes = this.#batch(); writes.length > 0 && !this.#isClosed; writes = this.#batch()) {
      if (!(await this.#confirmed(writes))) return
    }
  }

  /** The oldest pending writes that make one request. @returns {Write[]} */
  #batch() {
    const [first, ...others] = this.#pending.all(this.#options.batchSize)
    if (!first) return []
    const writes = [first]
    if (first.verb === 'create') {
      const shape = shapeOf(first)
      const keys = new Set([first.key])
      for (const write of others) {
        if (keys.has(write.key) || shapeOf(write) !== shape) break
        keys.add(write.key)
        writes.push(write)
      }
    }
    return writes
  }

  /**
   * Whether the writes are settled: confirmed, or rejected for good.
   * @param {Write[]} writes @returns {Promise<boolean>}
   */
  async #confirmed(writes) {
    const answer = await this.#send(writes)
    if (answer.error && isWaiting(answer)) {
      this.#retryLater(answer)
      return false
    }
    this.#failures = 0
    this.#isOnline = true
    this.#lastError = null
    if (answer.error && writes.length > 1) {
      // Nothing of it was written. One by one, so that only the row at fault is rejected.
      for (const write of writes) {
        if (this.#isClosed || !(await this.#confirmed([write]))) return false
      }
      return true
    }
    if (answer.error) this.#rejected.put({ ...writes[0], ...answer.error, rejected_at: new Date().toISOString() })
    for (const { id } of writes) this.#pending.remove(id)
    this.#tell()
    return true
  }

  /** @param {Write[]} writes @returns {Promise<Answer>} */
  async #send(writes) {
    const { table, verb, key, row } = writes[0]
    const column = KEYS[table]
    const to = this.#supabase.from(table)
    const rows = writes.map((write) => write.row)
    const request = {
      create: () => to.upsert(rows, { onConflict: column, defaultToNull: false }),
      update: () => to.update(row).eq(column, key).select(column),
      delete: () => to.delete().eq(column, key),
    }[verb]()
    try {
      const { error, status, data } = await request.abortSignal(AbortSignal.timeout(this.#options.timeout))
      if (error) return { error: { code: error.code ?? '', message: error.message }, status }
      if (verb === 'update' && data.length === 0) {
        return { error: { code: 'NO_ROW', message: `nothing to update: ${table} has no ${key}` }, status: 404 }
      }
      return { error: null, status }
    } catch (error) {
      return { error: { code: '', message: String(error) }, status: 0 }
    }
  }

  /** @param {Answer} answer */
  #retryLater({ error, status }) {
    this.#lastError = error?.message ?? null
    this.#isOnline = status !== 0
    const delay = Math.min(this.#options.firstDelay * 2 ** this.#failures, this.#options.longestDelay)
    this.#failures += 1
    clearTimeout(this.#timer)
    // not all trackers of a rink at the same moment
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.flush(), delay * (0.75 + Math.random() / 2))
  }

  #tell = () => {
    const status = this.status
    const told = JSON.stringify(status)
    if (told === this.#told) return
    this.#told = told
    this.#options.onStatus(status)
  }
}

/** Writes under a storage key each, so that tabs add to one queue without overwriting each other's. */
class StoredList {
  #storage
  #prefix
  #tab = Math.random().toString(36).slice(2, 8)
  #last = 0

  /** @param {NonNullable<Options['storage']>} storage @param {string} prefix */
  constructor(storage, prefix) {
    this.#storage = storage
    this.#prefix = prefix
  }

  /** @param {Omit<Write, 'id'>} write */
  add(write) {
    const latest = Number(this.#ids().at(-1)?.split('-')[0] ?? 0)
    // Later than all that is there, though the clock was set back.
    this.#last = Math.max(Date.now(), latest + 1, this.#last + 1)
    this.put({ ...write, id: `${String(this.#last).padStart(15, '0')}-${this.#tab}` })
  }

  /** @param {Write | RejectedWrite} write */
  put(write) {
    this.#storage.setItem(this.#prefix + write.id, JSON.stringify(write))
  }

  /** @param {string} id @returns {Write | null} */
  get(id) {
    return JSON.parse(this.#storage.getItem(this.#prefix + id) ?? 'null')
  }

  /** @param {string} id */
  remove(id) {
    this.#storage.removeItem(this.#prefix + id)
  }

  count() {
    return this.#ids().length
  }

  /** @param {number} [limit] @returns {Write[]} oldest first; another tab may take one away meanwhile */
  all(limit = Infinity) {
    return this.#ids().slice(0, limit).flatMap((id) => this.get(id) ?? [])
  }

  #ids() {
    const names = Array.from({ length: this.#storage.length }, (_, place) => this.#storage.key(place) ?? '')
    return names.filter((name) => name.startsWith(this.#prefix)).map((name) => name.slice(this.#prefix.length)).sort()
  }
}

/** The game and the index of a row. @param {Row} row @param {string} column @returns {[number, number]} */
function numbers(row, column) {
  const found = [row.game_id, row[column]]
  if (!found.every(Number.isInteger)) {
    throw new TypeError(`game_id and ${column} are whole numbers, not ${found.join(' and ')}`)
  }
  return /** @type {[number, number]} */ (found)
}

/** Rows of one request have the same columns: a column that one lacks would be emptied in it. @param {Write} write */
const shapeOf = ({ table, verb, row }) => [table, verb, ...Object.keys(row).sort()].join()

/** Whether the same may go through later. @param {Answer} answer */
const isWaiting = ({ error, status }) =>
  error?.code !== 'NO_ROW' && (status < 400 || status >= 500 || WAITS.has(status) || !error?.code)
