// What Relay's documentation tells to write for its network layer.
export async function post(url, headers, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw Object.assign(new Error("refused"), { statusCode: response.status });
  return response.json();
}

export const named = (operationKind, { text = null, id = null }) => ({
  id,
  text,
  operationKind,
  name: "Tested",
  metadata: {},
});
