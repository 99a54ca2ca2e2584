#!/bin/sh
# Runs the Python of this folder with what was asked for. Libraries that it brings are found before those of the
# system; what was set is kept aside, for the program's own tasks.
self=$0
case $self in
    */*) ;;
    # A shell that was told to run it by its name alone may have found it on the path.
    *) [ -e "$self" ] || self=$(command -v -- "$self") ;;
esac
if [ -h "$self" ]; then
    self=$(command -p readlink -f -- "$self")
fi
case $self in
    /*) ;;
    ?*) self=$PWD/$self ;;
esac
inside=${self%/*}/_internal
if [ ! -x "$inside/pem" ]; then
    echo "$0: the folder _internal is not beside it; make a link to the installed program, not a copy of it" >&2
    exit 127
fi
if [ -n "${LD_LIBRARY_PATH-}" ]; then
    export LD_LIBRARY_PATH_ORIG="$LD_LIBRARY_PATH"
else
    unset LD_LIBRARY_PATH_ORIG
fi
export LD_LIBRARY_PATH="$inside"
exec "$inside/pem" -I -S -B -X utf8 "$inside/start.pyc" "$0" "$@"
