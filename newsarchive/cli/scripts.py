"""The scripts with which shells ask `completion` for candidates."""

from __future__ import annotations

BASH = """\
_newsarchive() {
    local reply kind line
    COMPREPLY=()
    reply=$(
        _NEWSARCHIVE_COMPLETE=bash_complete \\
        _NEWSARCHIVE_LINE="${COMP_LINE:0:COMP_POINT}" \\
        _NEWSARCHIVE_WORD="${COMP_WORDS[COMP_CWORD]}" \\
        "${1/#\\~/$HOME}" 2>/dev/null
    )
    kind=${reply%%$'\\n'*}
    if [[ $kind == files ]]; then
        compopt -o default
        return
    fi
    [[ $reply == *$'\\n'* ]] || return
    while IFS= read -r line; do
        COMPREPLY+=("${line%%$'\\t'*}")
    done <<<"${reply#*$'\\n'}"
}
complete -F _newsarchive newsarchive
"""

ZSH = """\
#compdef newsarchive
_newsarchive() {
    local -a reply values shown
    local line
    reply=("${(@f)$(
        _NEWSARCHIVE_COMPLETE=zsh_complete _NEWSARCHIVE_LINE="${(j: :)words[1,CURRENT]}" \\
        ${~words[1]} 2>/dev/null
    )}")
    if [[ $reply[1] == files ]]; then
        _files
        return
    fi
    for line in "${(@)reply[2,-1]}"; do
        values+=("${line%%$'\\t'*}")
        shown+=("${line%%$'\\t'*}  ${line#*$'\\t'}")
    done
    (( $#values )) && compadd -U -l -V newsarchive -d shown -a values
}
if [[ $funcstack[1] == _newsarchive ]]; then
    _newsarchive "$@"
else
    compdef _newsarchive newsarchive
fi
"""

FISH = """\
function __newsarchive_complete
    set -lx _NEWSARCHIVE_COMPLETE fish_complete
    set -lx _NEWSARCHIVE_LINE (commandline -cp | string collect)
    set -l reply (newsarchive 2>/dev/null)
    if test "$reply[1]" = files
        __fish_complete_path (commandline -ct)
    else if test (count $reply) -gt 1
        printf '%s\\n' $reply[2..-1]
    end
end
complete --no-files --keep-order --command newsarchive --arguments '(__newsarchive_complete)'
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
