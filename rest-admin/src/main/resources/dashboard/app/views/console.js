// Commands in a stack, with what they say as it comes.
import * as api from '../data/api.js';
import { learn, refusal } from '../data/roles.js';
import { serverSentEvents } from '../data/sse.js';
import { problemBox } from '../parts/bits.js';
import { announce, html, nothing, View } from '../parts/view.js';

const KEPT = 400_000;
const EXAMPLES = ['ip addr show', 'ip route', 'ip neigh', 'ss -tan'];
const WHAT = 'Running commands';
const LOST = 'The connection ended before the command did. The command has been ended, too.';

class CommandConsole extends View {
  #stack = null;
  #runs = [];
  #abort = null;
  #history = [];
  #recalled = 0;

  set stack(name) {
    if (name !== this.#stack) {
      this.#abort?.abort();
      this.#stack = name;
      this.#runs = [];
      this.invalidate();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#abort?.abort();
  }

  async #run(text, timeoutSeconds) {
    this.#history.push(text);
    this.#recalled = this.#history.length;
    const run = { text, chunks: [], size: 0, cut: false, exit: null, problem: null, ended: null };
    this.#runs = [...this.#runs, run].slice(-20);
    this.#abort = new AbortController();
    this.update();
    try {
      const response = await api.command(this.#stack, { command: text, timeoutSeconds }, this.#abort.signal);
      for await (const { event, data } of serverSentEvents(response)) {
        if (event === 'stdout' || event === 'stderr') add(run, event, JSON.parse(data));
        else if (event === 'exit') run.exit = JSON.parse(data);
        else if (event === 'problem') throw problemOf(JSON.parse(data));
        this.#follow();
      }
      if (!run.exit) run.ended = LOST;
    } catch (e) {
      if (e.name === 'AbortError') run.ended = 'Stopped.';
      else if (e instanceof api.Problem || e instanceof api.Unreachable) {
        run.problem = e;
        learn(WHAT, e);
      } else run.ended = LOST;
    }
    this.#abort = null;
    announce(run.exit ? verdict(run.exit) : (run.ended ?? run.problem?.message ?? ''));
    this.#follow();
  }

  /** Keeps the end in sight, unless somebody has scrolled up. */
  #follow() {
    const log = this.querySelector('.console-log');
    const atEnd = !log || log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    this.update();
    const shown = this.querySelector('.console-log');
    if (atEnd && shown) shown.scrollTop = shown.scrollHeight;
  }

  #submit(event) {
    event.preventDefault();
    const { command, timeout } = event.target.elements;
    const text = command.value.trim();
    if (this.#abort || !text || refusal(WHAT, 'admin')) return;
    command.value = '';
    this.#run(text, Number(timeout.value));
  }

  #recall(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#recalled = Math.min(this.#history.length, Math.max(0, this.#recalled + step));
    event.target.value = this.#history[this.#recalled] ?? '';
  }

  template() {
    const why = refusal(WHAT, 'admin');
    if (why) return html`<p class="nothing" data-testid="console-refused">${why}</p>`;
    return html`
      ${this.#runs.length ? html`<div class="console-log" tabindex="0" role="log" aria-live="off" aria-label="Output" data-testid="output">${this.#runs.map(run => this.#printed(run))}</div>` : nothing}
      <form class="console-line" @submit=${event => this.#submit(event)}>
        <span class="prompt" aria-hidden="true">${this.#stack} #</span>
        <input name="command" class="mono" aria-label="Command" placeholder="ip addr show; ip route" autocomplete="off" autocapitalize="none"
          spellcheck="false" @keydown=${event => this.#recall(event)} data-testid="command">
        <select name="timeout" aria-label="Ends after" title="Ends after">
          ${[[10, '10 s'], [30, '30 s'], [300, '5 min'], [3600, '1 h']].map(([s, label]) => html`<option value=${s} ?selected=${s === 30}>${label}</option>`)}
        </select>
        ${this.#abort
          ? html`<button type="button" class="danger" data-testid="stop" @click=${() => this.#abort?.abort()}>Stop</button>`
          : html`<button type="submit" class="primary" data-testid="run">Run</button>`}
      </form>
      ${this.#runs.length ? nothing : html`<p class="examples">${EXAMPLES.map(text => html`<button type="button" class="chip"
        @click=${() => this.#run(text, 30)}><code>${text}</code></button>`)}</p>`}`;
  }

  #printed(run) {
    const running = !run.exit && !run.problem && !run.ended;
    return html`<div class="run">
      <p class="asked"><span aria-hidden="true">#</span> ${run.text}</p>
      ${run.cut ? html`<p class="verdict">The beginning is not shown: there is too much of it.</p>` : nothing}
      ${run.chunks.length ? html`<pre>${run.chunks.map(({ kind, text }) => html`<span class=${kind}>${text}</span>`)}</pre>` : nothing}
      ${problemBox(run.problem)}
      ${run.ended ? html`<p class="verdict">${run.ended}</p>` : nothing}
      ${run.exit ? html`<p class="verdict ${run.exit.exitCode === 0 ? 'good' : 'bad'}" data-testid="exit">${verdict(run.exit)}</p>` : nothing}
      ${running ? html`<p class="verdict"><span class="pulse" aria-hidden="true"></span>Running…</p>` : nothing}
    </div>`;
  }
}

/** Text of one kind that follows itself is one piece, so that a long output is not thousands of elements. */
function add(run, kind, { text }) {
  const last = run.chunks.at(-1);
  if (last?.kind === kind && last.text.length < 20_000) last.text += text;
  else run.chunks.push({ kind, text });
  run.size += text.length;
  while (run.size > KEPT && run.chunks.length > 1) {
    run.size -= run.chunks.shift().text.length;
    run.cut = true;
  }
}

/** Told when the answer had begun already, with the status of success. */
const problemOf = problem => new api.Problem(problem.status, problem);

function verdict({ exitCode, timedOut, results = [] }) {
  const millis = results.reduce((sum, result) => sum + (result.durationMillis ?? 0), 0);
  if (timedOut) return 'The time ran out; the command has been ended.';
  const how = exitCode === 0 ? 'Done' : exitCode > 128 ? `Ended by signal ${exitCode - 128}` : `Exit code ${exitCode}`;
  return results.length ? `${how}, after ${millis} ms.` : `${how}.`;
}

customElements.define('command-console', CommandConsole);
