/**
 * Keeps responses of the API, and asks again only for what may have changed.
 *
 *     import { Store } from '/api/client/store.js'
 *     const store = new Store({ onStale: refresh })
 *     const { data, version } = await store.get('/api/v2/standings')
 *
 * While the event stream is open, a response is fresh until a build or a deletion ends: `get` then returns it without a
 * request. After that, and whenever the stream is not open, `get` sends the response's ETag, and the server answers 304
 * if nothing changed. Writes that no build makes are noticed when the stream opens again, or after `maxAge`.
 *
 * @typedef {{ url: string, data: unknown, version: string | null, etag: string | null }} Kept
 *   version: payload_version of the response
 * @typedef {Kept & { generation: number, at: number }} Entry
 * @typedef {object} Options
 * @property {string} [base] origin of the API; the page's own unless given
 * @property {Record<string, string>} [headers] of every request, such as an API key
 * @property {number} [limit] responses kept at most; the one that was unused for longest goes first
 * @property {number} [maxAge] milliseconds without asking, at most
 * @property {() => void} [onStale] called when what was shown may have changed
 * @property {typeof fetch} [fetch]
 * @property {typeof EventSource | null} [EventSource] null: no stream, so that every `get` asks
 */

/** A response that is neither 200 nor 304; `problem` is its body, with `detail` and `code`. */
export class ApiError extends Error {
  /** @param {number} status @param {{ detail?: string, code?: string }} problem */
  constructor(status, problem) {
    super(problem.detail ?? `the server answered ${status}`)
    this.status = status
    this.problem = problem
  }
}

export class Store {
  /** @type {Map<string, Entry>} in the order of their last use */
  #entries = new Map()
  /** @type {Map<string, Promise<Kept>>} */
  #asking = new Map()
  #generation = 0 // an entry of an earlier one is stale
  #isOpen = false
  /** @type {EventSource | null} */
  #stream = null
  #options

  /** @param {Options} [options] */
  constructor(options = {}) {
    this.#options = {
      base: '', headers: {}, limit: 200, maxAge: 300_000, onStale: () => {},
      fetch: globalThis.fetch.bind(globalThis), EventSource: globalThis.EventSource ?? null, ...options,
    }
    if (this.#options.EventSource !== null) this.#listen(this.#options.EventSource)
  }

  /** Whether the event stream is open. */
  get isLive() { return this.#isOpen }

  /** How many responses are kept. */
  get size() { return this.#entries.size }

  /**
   * The JSON of a URL, kept or asked for. Callers of the same URL at the same time share one request.
   * @param {string} url path and query @returns {Promise<Kept>} throws ApiError, TypeError if the server is away
   */
  async get(url) {
    const kept = this.#entries.get(url)
    if (kept && this.#isFresh(kept)) return this.#use(kept)
    let asking = this.#asking.get(url)
    if (!asking) {
      asking = this.#ask(url, kept).finally(() => {
        if (this.#asking.get(url) === asking) this.#asking.delete(url)
      })
      this.#asking.set(url, asking)
    }
    return asking
  }

  /** Make everything stale: what changed without a build, or a sign-in as somebody else. */
  invalidate() {
    this.#generation += 1
    this.#asking.clear() // what they return may be older
    this.#options.onStale()
  }

  /** Forget everything and close the stream. */
  close() {
    this.#stream?.close()
    this.#isOpen = false
    this.#entries.clear()
  }

  /** @param {typeof EventSource} Source */
  #listen(Source) {
    const stream = new Source(`${this.#options.base}/api/live/events?topic=freshness`)
    stream.addEventListener('freshness', () => this.invalidate())
    stream.addEventListener('reset', () => this.invalidate())
    // After `ready`, whatever was missed has been sent: what was fresh before a short break still is.
    stream.addEventListener('ready', () => { this.#isOpen = true })
    stream.addEventListener('error', () => { this.#isOpen = false }) // the browser connects again by itself
    stream.addEventListener('end', () => { this.#isOpen = false })
    this.#stream = stream
  }

  /** @param {Entry} entry */
  #isFresh(entry) {
    const age = Date.now() - entry.at
    return this.#isOpen && entry.generation === this.#generation && age < this.#options.maxAge
  }

  /** @param {string} url @param {Entry | undefined} kept @returns {Promise<Kept>} */
  async #ask(url, kept) {
    const generation = this.#isOpen ? this.#generation : -1 // unwatched: stale as soon as it is here
    const headers = { Accept: 'application/json', ...this.#options.headers }
    if (kept?.etag) headers['If-None-Match'] = kept.etag
    const answer = await this.#options.fetch(this.#options.base + url, { headers, cache: 'no-store' })
    const at = Date.now()
    if (answer.status === 304 && kept) return this.#use({ ...kept, generation, at })
    if (!answer.ok) {
      this.#entries.delete(url)
      throw new ApiError(answer.status, await answer.json().catch(() => ({})))
    }
    const data = await answer.json()
    const version = answer.headers.get('X-Payload-Version') ?? data?.payload_version ?? null
    const entry = { url, data, version, etag: answer.headers.get('ETag'), generation, at }
    this.#dropOthers(url, version)
    return this.#use(entry)
  }

  /** Other pages of a table that has changed go. @param {string} url @param {string | null} version */
  #dropOthers(url, version) {
    const path = url.split('?', 1)[0]
    for (const [other, entry] of this.#entries) {
      if (version !== null && entry.version !== version && other.split('?', 1)[0] === path) this.#entries.delete(other)
    }
  }

  /** @param {Entry} entry @returns {Kept} */
  #use(entry) {
    this.#entries.delete(entry.url)
    this.#entries.set(entry.url, entry)
    while (this.#entries.size > this.#options.limit) this.#entries.delete(this.#entries.keys().next().value ?? '')
    return entry
  }
}
