#!/bin/sh
# Makes .venv hold exactly what a lock file names: `tools/setup.sh run` to serve, `tools/setup.sh dev` to work on it.
set -eu
cd "$(dirname "$0")/.."
venv=.venv/bin/python

say() { echo "roadshow: $*"; }
fail() { say "$*" >&2; exit 1; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

make_venv() {
    python=$(find_python)
    [ -n "$python" ] || fail "needs Python 3.11 or newer; none was found (PYTHON=/path/to/python make … names one)"
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python has no venv module; on Debian or Ubuntu: apt-get install python3-venv"
    say "creating .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

# uv is pinned and hashed in the development lock like everything else; it is taken from there before the rest.
get_uv() {
    [ ! -x .venv/bin/uv ] || return 0
    mkdir -p .cache
    sed -n '/^uv==/,/[^\\]$/p' requirements-dev.lock >.cache/uv.lock
    pip_install --only-binary :all: -r .cache/uv.lock 2>/dev/null
}

pip_install() {
    "$venv" -c 'import pip' 2>/dev/null || "$venv" -m ensurepip >/dev/null
    "$venv" -m pip install --quiet --disable-pip-version-check --require-hashes "$@"
}

"$venv" -c '' 2>/dev/null || make_venv

lock=requirements.lock
if [ "$1" = dev ] || [ -x .venv/bin/pytest ]; then
    lock=requirements-dev.lock # includes all of the other, so that `make run` never takes a developer's tools away
fi
say "installing what $lock names; the first time takes a while"
if get_uv; then
    .venv/bin/uv pip sync --quiet --python "$venv" --require-hashes "$lock"
else
    say "uv has no wheel here, pip does it (slower)"
    pip_install -r "$lock"
fi
