const FRESH_FOR_MS = 60_000;

// What the server wants the page to show, and the headers to send beneath the user's own. Those may hold a token that
// ends before the page is closed, so they are asked for again once they have aged.
export async function loadConfig() {
  let loadedAt = performance.now();
  let config = await fetchConfig();
  return {
    tabs: config.tabs,
    endpoint: config.endpoint,
    async headers() {
      if (performance.now() - loadedAt > FRESH_FOR_MS) {
        loadedAt = performance.now();
        config = await fetchConfig().catch(() => config);
      }
      return config.headers;
    },
  };
}

async function fetchConfig() {
  const response = await fetch('/explorer/config.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`The explorer's configuration answered ${response.status}.`);
  return response.json();
}
