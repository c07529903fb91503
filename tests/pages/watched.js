// What a page can notice of a script that it embeds, for browsers whose own tools tell the journeys less.
{
  const names = new Set([...Object.getOwnPropertyNames(window), 'watched']);
  const faults = [];
  for (const level of ['debug', 'log', 'info', 'warn', 'error']) console[level] = (...words) => faults.push(`${level}: ${words}`);
  addEventListener('error', (event) => faults.push(`error: ${event.message}`), true);
  addEventListener('unhandledrejection', (event) => faults.push(`rejection: ${event.reason}`));
  addEventListener('securitypolicyviolation', (event) => faults.push(`policy: ${event.violatedDirective}`));
  window.watched = () => ({ faults, names: Object.getOwnPropertyNames(window).filter((name) => !names.has(name)) });
}
