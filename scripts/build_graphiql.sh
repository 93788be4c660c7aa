#!/usr/bin/env bash
# Builds the router's query page into router/server/graphiql/, which is checked in: nobody needs Node to run the router.
# Run it after a change in scripts/build_graphiql/ or to move to newer packages; it needs Node 20 and npm.
set -euo pipefail
cd "$(dirname "$0")/build_graphiql"
npm ci --ignore-scripts
node build.mjs ../../router/server/graphiql
