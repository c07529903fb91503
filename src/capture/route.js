/** A path with its ids taken out, as well as a line can; the frame looks again with the real rules. */
export const template = (path) =>
  path.replace(/[^/]+/g, (it) => (!/^v\d{1,3}$/i.test(it) && /[@%=]|(\d.*){3}|[a-z]\d+[a-z]|\d.*[A-Z]|[A-Z].*\d|^[\d._~-]+$|^.{41}/.test(it) ? '{id}' : it)).slice(0, 200);
