import { readFileSync } from 'node:fs';

/**
 * The installed version, read by path because several of these packages do not
 * export their package.json to `require`.
 */
export function installedVersion(packageName) {
  const url = new URL(`./node_modules/${packageName}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')).version;
}
