/*
 * Forms that are begun and left. What is put into a field is never looked at, only that something was.
 */

import { describe, isBlocked } from './sight.js';

const FORMS = 8; // Remembered at once.
const FIELD = 'input:not([type=button],[type=submit],[type=reset],[type=image],[type=search],[type=hidden]),select,textarea,[contenteditable]:not([contenteditable=false])';

/** A form that is sent when it is done. A search is none: it is left as soon as it has found. */
const formOf = (field) => field.localName !== 'button' && field.matches(FIELD) && !isBlocked(field) && field.closest('form:not([role=search]),[role=form]');

/** Watches forms, and calls `push` with what is to be told. */
export const forms = (push) => {
  const seen = new WeakSet();
  /** The fields that something was put into, by form. */
  let begun = new Map();
  return {
    /** The focus came to a field. */
    focused(field) {
      const form = formOf(field);
      if (!form || seen.has(form)) return;
      seen.add(form);
      push('o', ...describe(field));
    },
    /** Something was put into a field. */
    changed(field) {
      const form = formOf(field);
      if (!form) return;
      if (!begun.has(form) && begun.size < FORMS) begun.set(form, new Set());
      begun.get(form)?.add(field);
    },
    /** A control of this role in a form was pressed; a button sends it. */
    sent(form, role) {
      if (role === 'button') begun.delete(form);
    },
    /** The visitor goes somewhere else. */
    left() {
      for (const [form, fields] of begun) {
        const [role, name] = describe(form);
        push('b', role, name, fields.size);
      }
      begun = new Map();
    },
  };
};
