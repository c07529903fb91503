/*
 * What a tab remembers: the log of its events, which the story is told of in the chat's frame, and which the tab's storage
 * takes from page to page. It is text, a line for each event, as the crate `story` describes it.
 */

/** Where the log lies between two pages of one tab. */
const KEY = 'undertone.story';
/** The format. Another number is another format, which is not guessed at. */
const VERSION = 3;
// In characters, as storages count, and nearly always bytes: to encode every line would cost a click more than to keep it.
const LOG_LENGTH = 14000; // With what is told beside it, below the 16 K that a tab may cost.
const KEPT_LENGTH = 10000; // Left when a log is shortened, so that not every event shortens it.
const MOST_LENGTH = 12000; // With troubles that are too many for that, this is left of them.

/** A line in the place of events that were let go; instead of the time it says how many. Those that stay keep their numbers. */
const GAP = '~';
/** What shows that something did not work. */
const TROUBLE = /^[aixrfgz]$/;
/** What is a try at something. */
const TRY = /^[cts]$/;

const partsOf = (line) => line.split('\t');

/** The lines without the oldest of those that show no trouble: neither a try that failed, nor where it was. */
const withoutDull = (lines, over) => {
  const failed = new Set();
  let tried;
  for (const line of lines) {
    const [, kind, role, name] = partsOf(line);
    if (TRY.test(kind)) tried = role + name;
    else if (TROUBLE.test(kind)) failed.add(tried);
  }
  const kept = [];
  /** The last arrival that was let go, how many events were before it, and how many since. */
  let place;
  let before = 0;
  let since = 0;
  const gap = (count) => count && kept.push(count + '\t' + GAP);
  const keep = (line, kind) => {
    // An event without the place where it was would be taken for one of another.
    if (place && kind !== 'n') {
      gap(before);
      kept.push(place);
    } else since += before + (place ? 1 : 0);
    gap(since);
    kept.push(line);
    place = null;
    before = since = 0;
  };
  for (const line of lines) {
    const [count, kind, role, name, state] = partsOf(line);
    const isDull = !(TROUBLE.test(kind) || state === 'disabled' || (TRY.test(kind) && failed.has(role + name)));
    if (kind === GAP) since += +count;
    else if (over <= 0 || !isDull) keep(line, kind);
    else {
      over -= line.length + 1;
      if (kind === 'n') {
        before += since + (place ? 1 : 0);
        since = 0;
        place = line;
      } else since += kind !== 'q';
    }
  }
  if (place) {
    gap(before);
    kept.push(place);
  }
  gap(since);
  return kept;
};

/** How many events there are; that the chat was opened is none. */
const events = (lines) => lines.map(partsOf).reduce((sum, [count, kind]) => sum + (kind === GAP ? +count : kind !== 'q'), 0);

/** The newest lines that are within the limit, behind the place where the first of them was. */
const newest = (lines, most) => {
  let room = most;
  let from = lines.length;
  while (from > 0 && (room -= lines[from - 1].length + 1) >= 0) from--;
  const left = lines.slice(from);
  const at = lines.slice(0, from).findLastIndex((line) => partsOf(line)[1] === 'n');
  if (at < 0 || partsOf(lines[from] || '')[1] === 'n') return left;
  const between = lines.slice(at + 1, from);
  return [lines[at], ...(between.length ? [events(between) + '\t' + GAP] : []), ...left];
};

/** Opens the tab's log. Its storage may be full or forbidden. */
export const openLog = () => {
  const { timeOrigin } = performance;
  /** Where the tab's time begins, by the browser's monotonic clock. `Date`, which pages and tests replace, is not asked. */
  let began = timeOrigin;
  let dropped = 0;
  let log = '';
  /** How much of the log has been saved. */
  let saved = 0;
  /** Another page of the tab has gone on with the log, and it is not here yet. */
  let isAway = false;
  const tabMs = (at) => Math.trunc(timeOrigin + at - began);
  const linesOf = (text) => text.split('\n').slice(0, -1);
  const head = () => [VERSION, Math.trunc(began), dropped].join('\t') + '\n';
  const set = (lines) => {
    log = lines.map((line) => line + '\n').join('');
  };
  const shorten = (save) => {
    const lines = linesOf(log);
    const left = newest(withoutDull(lines, log.length - KEPT_LENGTH), MOST_LENGTH);
    dropped += events(lines) - events(left);
    set(left);
    if (isAway) saved = log.length;
    save();
  };
  /** Whoever looks on while it is logged. */
  let watcher;
  return {
    /** Calls `watch` with every line that there is and that comes; with nothing for it, nobody looks on any more. */
    watch(watch) {
      watcher = watch;
      if (watch) linesOf(log).forEach(watch);
    },
    /** An event at a time of this page load: a letter and its texts. */
    push(at, texts) {
      const line = tabMs(at) + '\t' + texts.join('\t') + '\n';
      log += line;
      watcher?.(line.trimEnd());
      if (log.length > LOG_LENGTH) shorten(this.save);
    },
    /** The log with what is so now at its end, and when now is. */
    tell(at, facts) {
      const now_ms = tabMs(at);
      return { now_ms, log: head() + log + facts.map((fact) => now_ms + '\tk\t' + fact.join('\t') + '\n').join('') };
    },
    save() {
      if (isAway) return;
      // A full or forbidden storage loses the log at the next page load, and nothing else.
      try {
        sessionStorage.setItem(KEY, head() + log);
        saved = log.length;
      } catch {}
    },
    /** Waits for what another page of the tab has kept. */
    wait: () => (isAway = true),
    /** Goes on with what the tab has kept: behind it comes what was logged here since the page was left. */
    restore() {
      isAway = false;
      let text;
      try {
        text = sessionStorage.getItem(KEY);
      } catch {}
      // Whoever took it away, at a sign-out or when the visitor withdrew, meant this page too.
      if (text === null && saved) [log, saved, dropped, began] = [log.slice(saved), 0, 0, timeOrigin];
      const [, date, lost, rest] = /^3\t(\d+)\t(\d+)\n((?:.*\n)*)$/.exec(text) || [];
      // A time in the future is none, and neither is what another script has made of it.
      if (!(date <= timeOrigin + performance.now() && rest.length <= LOG_LENGTH)) return;
      began = +date;
      dropped = +lost;
      set(linesOf(rest + log.slice(saved)));
    },
  };
};
