#!/bin/sh
# Brings what web/ needs into web/node_modules, as its lock says. Does nothing when it is there.
#
#   web/build/install.sh build   what building the pages needs
#   web/build/install.sh all     that, and what checks them
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-all}

# Two builds at once share the folder: the second waits, and finds it done.
exec 9<package-lock.json
if command -v flock >/dev/null; then flock 9; fi

mark=node_modules/.installed
lock=$(cat package.json package-lock.json .npmrc | cksum)
if [ "$(cat $mark 2>/dev/null)" = "all $lock" ] || [ "$(cat $mark 2>/dev/null)" = "$purpose $lock" ]; then exit 0; fi

omit=
[ "$purpose" = all ] || omit=--omit=dev
if ! npm ci $omit --prefer-offline --loglevel=error; then
    echo "web: npm could not install what the pages are built with; the lines above say why." >&2
    echo "  It needs npm's registry once (npm config get registry), or a mirror of it; then: script/build" >&2
    exit 1
fi
echo "$purpose $lock" >$mark
