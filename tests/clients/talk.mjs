// A client under test, driven by lines of JSON on standard input; what it hears is printed as lines of JSON.
// Arguments: the name of an adapter, the URL of the router, and the Authorization header where there is one.
import { createInterface } from "node:readline";
import { describe } from "./describe.mjs";

const [adapter, url, authorization] = process.argv.slice(2);
const { connect } = await import(`./adapters/${adapter}.mjs`);
const client = connect(url, authorization);
const say = (value) => console.log(JSON.stringify(value));
let unsubscribe = () => {};
let subscribed = false;
const whileSubscribed = (tell) => (value) => subscribed && tell(value);

const commands = {
  async execute({ query, variables }) {
    try {
      say({ result: await client.execute(query, variables ?? {}) });
    } catch (error) {
      say({ error: describe(error) });
    }
  },
  subscribe({ query }) {
    subscribed = true;
    unsubscribe = client.subscribe(query, {
      next: whileSubscribed((result) => say({ next: result })),
      error: whileSubscribed((error) => say({ error: describe(error) })),
      complete: whileSubscribed(() => say({ complete: true })),
    });
  },
  unsubscribe() {
    subscribed = false; // some clients call that their completion
    unsubscribe();
    say({ unsubscribed: true });
  },
};

say({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  commands[command.do](command);
}
process.exit(0);
