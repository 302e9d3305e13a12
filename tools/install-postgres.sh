#!/bin/sh
# A PostgreSQL server for the tests that run on both engines; the tests start their own in a folder of theirs.
set -eu

if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1; then exit 0; fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing postgresql for the tests"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
else
    echo "The tests need a PostgreSQL server, 15 or newer. Install it (Debian: sudo apt-get install postgresql) and run make test again." >&2
    exit 1
fi
