// The editor's workers come from our own origin: no worker is made from a blob, which the page's policy forbids.
globalThis.MonacoEnvironment = {
  getWorker(_id, label) {
    return new Worker(WORKER_URLS[label] ?? WORKER_URLS.editor, { name: label });
  },
};
