// Server-sent events out of a fetch, since EventSource cannot send a token.

/**
 * The events of a response: {event, data, id}. Comments arrive as {event: 'comment'}, so that a heartbeat is heard.
 * What is under way when the stream ends is no event.
 */
export async function* serverSentEvents(response) {
  let fresh = {};
  for await (const line of lines(response)) {
    if (line === '') {
      if (fresh.data !== undefined) yield { event: 'message', ...fresh };
      fresh = {};
    } else if (line.startsWith(':')) {
      yield { event: 'comment' };
    } else {
      const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
      if (field === 'data') fresh.data = fresh.data === undefined ? value : `${fresh.data}\n${value}`;
      else if (field === 'event' || field === 'id') fresh[field] = value;
    }
  }
}

async function* lines(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += value;
      // a CR at the end may be half of a CRLF
      const ready = /\r$/.test(rest) ? rest.length - 1 : rest.length;
      const parts = rest.slice(0, ready).split(/\r\n|\r|\n/);
      rest = parts.pop() + rest.slice(ready);
      yield* parts;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
