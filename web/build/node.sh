#!/bin/sh
# Runs a script by the Node that the lock names, so that everybody builds with the same one:
#   web/build/node.sh node_modules/vite/bin/vite.js build --mode member
set -eu
cd "$(dirname "$0")/.."
for node in node_modules/node-*/bin/node; do
    if [ -x "$node" ]; then exec "$node" "$@"; fi
done
exec node "$@" # a platform that the lock has no Node for: the one that is there
