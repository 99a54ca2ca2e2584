#!/bin/sh
# Runs the Python of this folder with what was asked for. Libraries that it brings are found before those of the
# system; what was set is kept aside, for the program's own tasks.
self=$0
if [ -h "$self" ]; then
    self=$(command -p readlink -f -- "$self")
fi
case $self in
    /*) ;;
    *) self=$PWD/$self ;;
esac
inside=${self%/*}/_internal
if [ -n "${LD_LIBRARY_PATH-}" ]; then
    export LD_LIBRARY_PATH_ORIG="$LD_LIBRARY_PATH"
fi
export LD_LIBRARY_PATH="$inside"
exec "$inside/pem" -I -S -B -X utf8 "$inside/start.pyc" "$0" "$@"
