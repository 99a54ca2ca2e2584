"""``pem completion``: the script that makes a shell complete the command's verbs, options and task ids."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping

from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED
from parallel_execution_manager.control.messages import say
from parallel_execution_manager.control.move import WORDS as PLACES
from parallel_execution_manager.control.verbs import VERBS, load_verb
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

IDS = "pem list --ids 2>/dev/null"
ROLES = "pem status --roles 2>/dev/null"
"""Without a manager both print nothing, and nothing is completed."""

FILE_OPTIONS = ("--file", "--config", "--report", "--data-dir", "--cwd", "--script", "--files", "--reads")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What is completed behind a verb."""

    verb: str
    summary: str
    options: tuple[str, ...]
    words: tuple[str, ...]
    takes_tasks: bool
    takes_roles: bool
    takes_files: bool
    below: tuple[Grammar, ...] = ()
    """What is completed behind each of ``words``, where these are verbs themselves."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem completion``."""
    parser.add_argument("shell", choices=tuple(SHELLS), help="which shell it is for")


def execute(args: argparse.Namespace) -> int:
    """Print the script; the exit code."""
    say("\n".join(SHELLS[args.shell](tuple(grammars()))))
    return ALL_SUCCEEDED


def grammars() -> Iterator[Grammar]:
    """What each verb's own parser says."""
    for verb in VERBS:
        parser = argparse.ArgumentParser(add_help=True)
        load_verb(verb).add_arguments(parser)
        yield _grammar(verb.name, verb.summary, parser)


def _grammar(verb: str, summary: str, parser: argparse.ArgumentParser) -> Grammar:
    actions = parser._actions  # noqa: SLF001 - argparse tells in no other way what it takes
    positional = [action for action in actions if not action.option_strings]
    names = {action.metavar or action.dest for action in positional}
    words = [str(choice) for action in positional for choice in action.choices or ()]
    below = [action.choices for action in positional if isinstance(action.choices, Mapping)]
    return Grammar(
        verb=verb,
        summary=summary,
        options=tuple(option for action in actions for option in action.option_strings),
        words=(*words, *(PLACES if "PLACE" in names else ())),
        takes_tasks="TASK" in names,
        takes_roles="ROLE" in names,
        takes_files=bool(names & {"TASKS.jsonl", "F", "PATH", "ID|PATH", "COMMAND"}),
        below=tuple(_grammar(name, "", inner) for inners in below for name, inner in inners.items()),
    )


def _bash(known: tuple[Grammar, ...]) -> Iterator[str]:
    """Ids are compared here and not by compgen -W, which would run what stands in them."""
    yield from BASH_HEAD.format(verbs="\n".join(g.verb for g in known), files="|".join(FILE_OPTIONS)).split(
        "\n"
    )
    for grammar in known:
        yield f"        {grammar.verb})"
        if grammar.below:
            yield '            if [ "$COMP_CWORD" -gt 2 ]; then'
            yield "                case ${COMP_WORDS[2]} in"
            for inner in grammar.below:
                yield f"                    {inner.verb})"
                yield from _bash_offers(inner)
                yield "                        ;;"
            yield "                esac"
            yield "                return"
            yield "            fi"
        yield from _bash_offers(grammar)
        yield "            ;;"
    yield "    esac"
    yield "}"
    yield "complete -F _pem pem"


def _bash_offers(grammar: Grammar) -> Iterator[str]:
    options = "\n".join(grammar.options)
    yield f"            [[ $word == -* ]] && _pem_match <<< {_quoted(options)} && return"
    if grammar.words:
        words = "\n".join(grammar.words)
        yield f"            _pem_match <<< {_quoted(words)}"
    if grammar.takes_tasks:
        yield f"            _pem_match < <({IDS})"
    if grammar.takes_roles:
        yield f"            _pem_match < <({ROLES})"
    if grammar.takes_files:
        yield "            _pem_files"


BASH_HEAD = f"""\
# bash completion of pem; load it with: source <(pem completion bash)
_pem_match() {{{{
    local line
    while IFS= read -r line; do
        [[ $line == "$word"* ]] && COMPREPLY+=("$(printf %q "$line")")
    done
    return 0
}}}}
_pem_files() {{{{
    local line
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word")
}}}}
_pem() {{{{
    local word=${{{{COMP_WORDS[COMP_CWORD]}}}} before=${{{{COMP_WORDS[COMP_CWORD-1]}}}}
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        _pem_match <<< '{{verbs}}
--help
--version'
        return
    fi
    case $before in
        --role) _pem_match < <({ROLES}); return ;;
        {{files}}) _pem_files; return ;;
    esac
    case ${{{{COMP_WORDS[1]}}}} in"""


def _zsh(known: tuple[Grammar, ...]) -> Iterator[str]:
    yield "#compdef pem"
    yield "# zsh completion of pem; load it behind compinit with: source <(pem completion zsh)"
    yield "_pem() {"
    yield "    local -a verbs found options"
    yield "    verbs=("
    for grammar in known:
        yield f"        {_quoted(f'{grammar.verb}:{grammar.summary}')}"
    yield "    )"
    yield "    if (( CURRENT == 2 )); then _describe 'verb' verbs; return; fi"
    yield "    case $words[CURRENT-1] in"
    yield f'        --role) found=(${{(f)"$({ROLES})"}}); compadd -a found; return ;;'
    yield f"        {'|'.join(FILE_OPTIONS)}) _files; return ;;"
    yield "    esac"
    yield "    case $words[2] in"
    for grammar in known:
        yield f"        {grammar.verb})"
        if grammar.below:
            yield "            if (( CURRENT > 3 )); then case $words[3] in"
            for inner in grammar.below:
                yield f"            {inner.verb})"
                yield from _zsh_offers(inner)
                yield "            ;;"
            yield "            esac; else"
            yield from _zsh_offers(grammar)
            yield "            fi"
        else:
            yield from _zsh_offers(grammar)
        yield "            ;;"
    yield "    esac"
    yield "    compadd -a options"
    yield "    compadd -a found"
    yield "}"
    yield "compdef _pem pem"


def _zsh_offers(grammar: Grammar) -> Iterator[str]:
    yield f"            options=({' '.join(grammar.options)})"
    yield f"            found=({' '.join(grammar.words)})"
    if grammar.takes_tasks:
        yield f'            found+=(${{(f)"$({IDS})"}})'
    if grammar.takes_roles:
        yield f'            found+=(${{(f)"$({ROLES})"}})'
    if grammar.takes_files:
        yield "            _files"


def _fish(known: tuple[Grammar, ...]) -> Iterator[str]:
    yield "# fish completion of pem; load it with: pem completion fish | source"
    yield from FISH_HEAD.split("\n")
    for grammar in known:
        yield f"complete -c pem -n __fish_use_subcommand -a {grammar.verb} -d {_quoted(grammar.summary)}"
        here = f'{grammar.verb} ""' if grammar.below else grammar.verb
        yield from _fish_offers(grammar, here)
        for inner in grammar.below:
            yield from _fish_offers(inner, f"{grammar.verb} {inner.verb}")


FISH_HEAD = """\
function __pem_is
    set -l words (commandline -opc)
    test "$words[2]" = "$argv[1]"; or return 1
    test (count $argv) -lt 2; or test "$words[3]" = "$argv[2]"
end
complete -c pem -f"""


def _fish_offers(grammar: Grammar, place: str) -> Iterator[str]:
    """What is offered where the words behind ``pem`` are those of ``place``."""
    here = f"-n {_quoted(f'__pem_is {place}')}"
    for option in grammar.options:
        dashes = "-l" if option.startswith("--") else "-s"
        yield f"complete -c pem {here} {dashes} {option.lstrip('-')}"
    if grammar.words:
        yield f"complete -c pem {here} -a '{' '.join(grammar.words)}'"
    if grammar.takes_tasks:
        yield f"complete -c pem {here} -a '({IDS})'"
    if grammar.takes_roles:
        yield f"complete -c pem {here} -a {_quoted(f'({ROLES})')}"
    if grammar.takes_files:
        yield f"complete -c pem {here} -F"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


SHELLS: dict[str, Callable[[tuple[Grammar, ...]], Iterator[str]]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
}
