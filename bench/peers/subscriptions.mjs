// The reference server of graphql-transport-ws, with the subscription of bench/publishing_subgraph.py: node subscriptions.mjs PORT
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

const schema = buildSchema(`
  type Query { ticks: [Tick!]! }
  type Subscription { ticks: Tick! }
  type Tick { id: ID! topic: String! text: String! }
`);
const text = 'The lesson that you wait for begins in five minutes, and there are still two seats in the first row.';
const listeners = new Set();

function listen() {
  let wake;
  const queue = [];
  const listener = (tick) => {
    queue.push(tick);
    wake?.();
  };
  listeners.add(listener);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (!queue.length) await new Promise((resolve) => (wake = resolve));
      return { value: { ticks: queue.shift() }, done: false };
    },
    async return() {
      listeners.delete(listener);
      return { value: undefined, done: true };
    },
  };
}

const server = createServer((request, response) => {
  const id = request.url.split('?')[1] ?? '0';
  for (const listener of listeners) listener({ id, topic: 'lessons', text });
  response.end('{}');
});
useServer({ schema, roots: { subscription: { ticks: listen } } }, new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }));
server.listen(Number(process.argv[2]), '127.0.0.1');
