// The REST API, version 1. Every answer is a value, a stream, or a Problem that says in words what is wrong.
import { token } from './session.js';

const BASE = '/api/v1';

/** What the server refused: RFC 9457. */
export class Problem extends Error {
  constructor(status, document) {
    super(document.detail ?? document.title ?? `The server answered ${status}`);
    this.status = status;
    this.title = document.title ?? '';
    this.errno = document.errno ?? null;
    this.errors = document.errors ?? [];
  }
}

/** No answer at all. */
export class Unreachable extends Error {}

const segment = encodeURIComponent;

/** One request; the answer's body is still to be read. */
export async function send(method, path, { body, headers = {}, signal } = {}) {
  const request = {
    method,
    signal,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    headers: { Authorization: `Bearer ${token() ?? ''}`, ...headers },
  };
  if (body !== undefined) {
    request.headers['Content-Type'] = 'application/json';
    request.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(BASE + path, request);
  } catch (e) {
    throw e.name === 'AbortError' ? e : new Unreachable('the server does not answer');
  }
  if (!response.ok) {
    throw new Problem(response.status, await response.json().catch(() => ({})));
  }
  return response;
}

const read = async (path, options) => (await send('GET', path, options)).json();
const items = async (path, options) => (await read(path, options)).items;

export const root = options => read('/', options);
export const preflight = () => items('/preflight');
export const forwarders = () => items('/forwarders');
export const stacks = () => items('/stacks');
export const sockets = name => items(`/stacks/${segment(name)}/sockets`);

/** The stack, and the entity tag of its spec. */
export async function stack(name) {
  const response = await send('GET', `/stacks/${segment(name)}`);
  return { ...(await response.json()), etag: response.headers.get('ETag') };
}

export const create = async spec => (await send('POST', '/stacks', { body: spec })).json();

export async function replace(name, spec, etag) {
  const headers = etag ? { 'If-Match': etag } : {};
  return (await send('PUT', `/stacks/${segment(name)}`, { body: spec, headers })).json();
}

export const remove = name => send('DELETE', `/stacks/${segment(name)}`);

export async function swap(name, link, network) {
  const path = `/stacks/${segment(name)}/links/${segment(link)}`;
  return (await send('PUT', path, { body: { network } })).json();
}

export const configure = (name, config) => send('POST', `/stacks/${segment(name)}/config`, { body: { config } });

/** Runs commands; the answer is a stream of events. Aborting ends the command. */
export const command = (name, body, signal) =>
  send('POST', `/stacks/${segment(name)}/commands`, { body, signal, headers: { Accept: 'text/event-stream' } });

/** Frames of a link as a stream of pcapng. */
export function capture(name, link, { seconds, packets }, signal) {
  const query = new URLSearchParams();
  if (seconds) query.set('seconds', seconds);
  if (packets) query.set('packets', packets);
  return send('GET', `/stacks/${segment(name)}/links/${segment(link)}/capture?${query}`, { signal });
}

export const statsStream = signal =>
  send('GET', '/stats/stream?interval=1s', { signal, headers: { Accept: 'text/event-stream' } });

export function eventStream(lastId, signal) {
  return send('GET', '/events', { signal, headers: { Accept: 'text/event-stream', 'Last-Event-ID': lastId } });
}
