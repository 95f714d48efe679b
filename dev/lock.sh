#!/bin/sh
# Renew the locks: every version pinned, every file with its hash, for Python 3.11 and
# later, and without the address of any index. psycopg2 comes as psycopg2-binary, the
# same module with its library: of itself it has no wheel, and a machine with Python and
# Java alone has no compiler and no PostgreSQL headers to build it with.
set -eu
for name in runtime dev; do
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-strip-extras --no-annotate --no-header \
        --no-emit-index-url --no-emit-find-links --no-emit-package psycopg2 \
        --output-file "requirements/$name.txt" "$@" "requirements/$name.in"
    echo "==> requirements/$name.txt: $(grep -c == "requirements/$name.txt") packages"
done
