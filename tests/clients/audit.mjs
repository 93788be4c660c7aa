// Prints what graphql-http finds of a server at the URL in the first argument: a line {name, status, reason} an audit.
import { auditServer } from "graphql-http";

for (const { name, status, reason } of await auditServer({ url: process.argv[2] })) {
  console.log(JSON.stringify({ name, status, reason }));
}
