/*
 * Text without what must not even stay in the page's own memory: e-mail addresses, telephone, card, account and social
 * security numbers, IP addresses, tokens and keys, one-time codes, values in addresses. Whatever tells itself by its
 * shape is replaced here, before a story keeps it; what only a sentence names is left to the crate `scrub` in the chat's
 * frame, which reads every text again. A test holds the two together: of the shapes, nothing is left for `scrub`.
 *
 * Of these rules, those that do not decide alone have a test behind them.
 */

const any = (value, pattern) => value.match(pattern) || [];
const size = (value, pattern) => any(value, pattern).length;

/** Letters and digits, but for the scripts that put no spaces between words. */
const WORD = '0-9A-Za-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u0dff\\u0f00-\\u1fff';
/** What stands before a number that is not the rest of an id, a decimal or a time. */
const START = `(^|[^${WORD}_./,:'-]|(?:^|[^${WORD}])[-./]|(?:^|\\D)[:,'])`;
/** What a number does not go on with. */
const END = `(?![${WORD}_]|[-./]\\d)`;
/** What stands between the groups of a telephone number. */
const GAP = '[ \\t().\\/-]{1,3}';
/** Before a telephone number, which is no date and no id. */
const NUMBER = START.replace('_', '_#') + '(?!\\d{1,2}([-./])\\d{1,2}\\2(?:19|20)\\d\\d|(?:19|20)\\d\\d[-./]\\d)';
const EXTENSION = `(?: ?(?:x|ext\\.?) ?\\d+|(?![${WORD}_%@$]|[-./:,]\\d))`;
const TOKEN = '[\\w.+=-]';
const CODE = '(?:codes?|pin|otp|passcode|mfa|totp|tan)(?![' + WORD + '])';
/** Codes that are no secret. */
const HARMLESS =
  /(error|status|zip|postal|post|area|country|promo|coupon|discount|voucher|product|exit|response|http|qr|currency|reference|booking|order|sort)\W{0,2}codes?$/i;
const CODES = new RegExp(`(^|[^${WORD}#])(\\d{3,4}[ -]\\d{3,4}|\\d{4,8}|(?=\\p{L}*\\d\\p{L}*\\d)[\\p{L}\\d]{5,10})(?![${WORD}])`, 'gu');
const BEFORE_TOKEN =
  'reset|password|verif|confirm|activat|invit|magic|token|unsubscribe|recover|unlock|share?|auth|log-?in|sign-?in|session';
/** A part of an address, up to what ends it, and before a placeholder. */
const part = (end) => `(?:(?!\\[[a-z_]+#\\d)[^\\s"<>\`\\\\&#;${end}])+`;

const luhn = (digits) =>
  [...digits].reverse().reduce((sum, digit, at) => sum + (at % 2 ? (digit * 2) % 10 + (digit > 4) : +digit), 0) % 10 === 0;
const isCard = (digits, before, _, value) =>
  // The rest of a longer id is none, unless it is grouped like a card.
  !(/[-/_]/.test(before) && /^[^3].*(\d{7}\D|\D\d{7})/.test(value)) &&
  /^(4|5[0-8]|2[2-7]|3[04-9]|6|1800|2131|8[12]|979)/.test(digits) && luhn(digits);
const isIban = (text) =>
  size(text, /\d/g) > 9 &&
  [...(text.slice(4) + text.slice(0, 4))].reduce((rest, it) => `${rest}${parseInt(it, 36)}` % 97, 0) === 1;

/** A national number: it begins with one zero, and does not go on. */
const isNational = (digits, before, rest) => /^\s?$/.test(before) && /^0[1-9]/.test(digits) && !/^[-./]\d/.test(rest);

/**
 * The longest parts of a run, from one of its groups to another, that are a value of so many signs once their gaps are
 * left out. A page may hold digits without end, so no part is tried that is too long to be one.
 */
const within = (run, groups, least, most, isValue, replace) => {
  const found = [...run.matchAll(groups)];
  let out = '';
  let done = 0;
  for (let from = 0; from < found.length; from++) {
    const start = found[from].index;
    const ends = [];
    for (let to = from, signs = ''; to < found.length && (signs += found[to][0]).length <= most; to++)
      if (signs.length >= least) ends.unshift([to, found[to].index + found[to][0].length, signs]);
    for (const [to, end, signs] of ends) {
      const value = run.slice(start, end);
      if (isValue(signs, run.slice(done, start).slice(-1), run.slice(end, end + 2), value)) {
        out += run.slice(done, start) + replace(value);
        done = end;
        from = to;
        break;
      }
    }
  }
  return out + run.slice(done);
};

/** Kind, pattern, and what is to be done with a match that may be none. A pattern's first group stays. */
const RULES = [
  ['secret', /()-----BEGIN [^-]{0,24}PRIVATE KEY[^]*/gi],
  ['jwt', /()eyJ[\w-]{5,}(?:\.[\w-]+)*/g],
  [
    'secret',
    new RegExp(
      `(^|[^${WORD}])(?:(?:[srp]k_(?:live|test)_|whsec_|xox[abeprs]-|xapp-)${TOKEN}{8}|A(?:KI|SI|RO|ID)A${TOKEN}{12}|` +
        `(?:gh[oprsu]_|github_pat_|gl(?:pa|r)t-|ya29\\.|GOCSPX-|shp(?:at|ss|ca)_|sq0[ac][ts]p-|lin_api_|dckr_pat_)${TOKEN}{16}|` +
        `(?:sk-|SG\\.|hvs\\.|sntrys_|AIza|npm_|pypi-|dop_v1_|hf_|gsk_|ntn_|r8_|EAAC)${TOKEN}{20})${TOKEN}*`,
      'gu',
    ),
  ],
  ['secret', /(bearer\s+)(?=[\w.+=/~-]{20}|[\w.+=/~-]*\d)[\w.+=/~-]{8,}/gi],
  [
    'secret',
    /()[\w-]{32,}/g,
    (it) => Math.min(size(it, /[a-z]/g), size(it, /[A-Z]/g)) > 3 && size(it, /\d/g) > 2 && size(it, /[a-z]+|[A-Z]+|\d+/g) * 3 >= it.length,
  ],
  ['url_secret', /(:\/\/)(?!git@)[^\s"<>`\\/?#]+(?=@)/g],
  [
    'url_secret',
    new RegExp(`(/(?:(?:${BEFORE_TOKEN})[\\w-]*|s)/)(?!(?:${BEFORE_TOKEN})[\\w-]*/)${part('/?')}`, 'gi'),
    (it) => it.length > 31 || (it.length > 5 && /\d/.test(it)) || (it.length > 11 && /.[A-Z]/.test(it)),
  ],
  ['url_secret', new RegExp(`([?&#;][\\p{L}\\p{N}_.[\\]$:-]{1,80}=)${part('')}`, 'gu')],
  ['email', /()(?:"[^"\n]{1,66}"|[\p{L}\p{N}._%+'~!$*^`-]+)@(?!\dx\.)(?:(?:[\p{L}\p{N}_-]+\.)+\p{L}[\p{L}\p{N}_-]*|\[?\d+(?:\.\d+){3}\]?)/gu],
  ['iban', new RegExp(`(^|[^${WORD}])[A-Z]{2}\\d(?:[\\s.-]?[A-Z\\d]){12,60}`, 'giu'), (it, replace) => within(it, /[A-Z\d]+/gi, 15, 34, isIban, replace)],
  ['card', /()\d(?:[\s._/-]{0,3}\d){12,}/g, (it, replace) => within(it, /\d+/g, 13, 19, isCard, replace)],
  ['phone', new RegExp(`()\\+(?:${GAP})?[1-9](?:(?:${GAP})?\\d){6,14}${EXTENSION}?`, 'giu')],
  ['phone', new RegExp(`()(?:\\d+(?:${GAP})?)?\\(\\d{2,5}\\)(?:(?:${GAP})?\\d){0,13}`, 'g'), (it) => size(it, /\d/g) > 6],
  ['phone', new RegExp(`${NUMBER}0\\d(?:(?:${GAP})?\\d){7,}`, 'gu'), (it, replace) => within(it, /\d+/g, 9, 11, isNational, replace)],
  [
    'phone',
    new RegExp(
      `${NUMBER}(?:00(?:${GAP})?[1-9](?:(?:${GAP})?\\d){7,14}|(?:1${GAP})?\\d{3}${GAP}\\d{3}${GAP}\\d{4}|\\d{3}-\\d{3}-\\d{3}|[5-9]\\d\\d\\s+\\d{3}\\s+\\d{3}|\\d{2,3}${GAP}\\d{3}${GAP}\\d\\d${GAP}\\d\\d|` +
        `\\d{2,3}${GAP}\\d{4}${GAP}\\d{4}|\\d\\d${GAP}\\d{3}${GAP}\\d{4}${GAP}\\d{4}|[6-9]\\d{4}[\\s(]+\\d{5})${EXTENSION}`,
      'giu',
    ),
  ],
  ['ssn', new RegExp(`${START}\\d{3}([- ])\\d\\d\\2\\d{4}${END}`, 'gu')],
  ['ip', new RegExp(`(^|[^${WORD}:.])(?=[\\da-f:]*::[\\da-f:.]*\\d|[\\da-f:]*\\d[\\da-f:]*::|(?:[\\da-f]+:){7})[\\da-f:]+(?:\\d+\\.\\d+\\.\\d+\\.\\d+)?`, 'giu')],
  ['ip', new RegExp(`${START}\\d{1,3}(?:\\.\\d{1,3}){3}(?![${WORD}_]|\\.[${WORD}]|-[a-z])`, 'giu'), (_, __, before) => !/(version|build|release|firmware|driver|updated?) (\S* to )?$/i.test(before)],
  ['secret', new RegExp(`()(?:\\d{4,8}|\\d{3,4}[ -]\\d{3,4})(?= (?:is|as) (?:my|your|the) [^.\\n!?]{0,52}${CODE})`, 'giu')],
  ['secret', new RegExp(`((?:^|[^${WORD}])(?:cv[vc]2?|csc)[^${WORD}][^\\d\n]{0,44})\\d{3,4}(?!\\d)`, 'giu')],
  [
    'secret',
    new RegExp(`((?:^|[^${WORD}])${CODE})[^]{1,56}`, 'giu'),
    (it, replace, before) => (HARMLESS.test(before) ? it : it.replace(CODES, (_, start, code) => start + replace(code))),
  ],
];

/** Other digits, dashes, dots and signs as those of ASCII, percent-encoded punctuation as itself, and nothing unseen. */
const fold = (text) =>
  text
    // A fraction would become digits of the number beside it.
    .replace(/[\xbc-\xbe\u2150-\u215f]/g, ' ')
    .normalize('NFKC')
    .replace(/[\p{Cf}\u0300-\u036f\u180b-\u180d\u20d0-\u20ff\ufe00-\ufe0f]/gu, '')
    .replace(/[\p{Pd}\u2043\u2212\u30fc]/gu, '-')
    .replace(/[\u00b7\u3002]/g, '.')
    .replace(/[\u2236\ua789]/g, ':')
    .replace(/[\u2044\u2215]/g, '/')
    .replace(/(?=[\u0600-\u1819])\p{Nd}/gu, (digit) => {
      // A script's ten digits stand in a row.
      const code = digit.charCodeAt();
      let zero = code;
      while (/\p{Nd}/u.test(String.fromCharCode(zero - 1))) zero--;
      return (code - zero) % 10;
    })
    .replace(/%([2-7][\da-f])/gi, (encoded, hex) => {
      const sign = String.fromCharCode(parseInt(hex, 16));
      return /[\p{L}\p{N}\x7f]/u.test(sign) ? encoded : sign;
    });

/** What every value has: a sign or a mixture that words have not, letters without end, or three digits; and spaces that
 * are too many. Most texts of a page have none of it, and are done with. */
const SUSPICIOUS = /[^a-z\d ,.!?'"]|[a-z]{16}|\.[a-z]|eyj|A[KSRI][ISOD]A|bearer|[a-z]\d|\d[a-z]|\d.*\d.*\d|^ | ( |$)/i;

const PASSES = 4; // A replaced value can free its neighbour, which ran into it.

/** Without control and direction characters, which would break a story's lines or turn an agent's screen around. */
const oneLine = (text) =>
  text.replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\xad]/g, '').replace(/[\s\p{Cc}]+/gu, ' ').trim();

/** One line of what the page says, as a story may keep it. */
export const line = (text) => (SUSPICIOUS.test(text) ? screen(oneLine(text)) : text);

/** The text as it is, or folded and with a placeholder for each value; the same value gets the same number. */
export const screen = (text) => {
  const numbers = {};
  const folded = /[^\0-\x7f]|%/.test(text) ? fold(text) : text;
  let out = folded;
  for (let pass = 0, before; pass < PASSES && out !== before; pass++) {
    before = out;
    for (const [kind, pattern, decide] of RULES) {
      const seen = (numbers[kind] ||= []);
      const replace = (value) => {
        if (!seen.includes(value)) seen.push(value);
        return `[${kind}#${seen.indexOf(value) + 1}]`;
      };
      out = out.replace(pattern, (whole, start, ...rest) => {
        const value = whole.slice(start.length);
        const decided = !decide || decide(value, replace, rest.at(-1).slice(0, rest.at(-2)) + start);
        return start + (decided === true ? replace(value) : decided || value);
      });
    }
  }
  return out === folded ? text : out;
};
