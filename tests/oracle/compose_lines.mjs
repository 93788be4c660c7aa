// Composes each line of standard input, [{name, url, sdl}, ...], and answers it with a line: {sdl} or {errors}.
import { createInterface } from "node:readline";
import { composeServices } from "@theguild/federation-composition";
import { parse } from "graphql";

function compose(subgraphs) {
  try {
    const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
    const result = composeServices(services);
    if (result.supergraphSdl && !result.errors?.length) return { sdl: result.supergraphSdl };
    return { errors: result.errors.map((error) => ({ code: error.extensions?.code ?? "", message: error.message })) };
  } catch (error) {
    return { errors: [{ code: error.name, message: String(error.message) }] };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(compose(JSON.parse(line))) + "\n");
}
