// One way to ask the product's server: JSON there and back, and an answer whatever its status.

/** Resolves to `{ status, ok, body }`, `body` `null` where there is none; rejects where there is no answer. */
export async function ask(method, path, body, signal) {
  const answer = await fetch(path, {
    method,
    headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  });
  return { status: answer.status, ok: answer.ok, body: await answer.json().catch(() => null) };
}
