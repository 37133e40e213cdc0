_newsarchive() {
    local reply kind line
    COMPREPLY=()
    reply=$(
        _NEWSARCHIVE_COMPLETE=bash_complete \
        _NEWSARCHIVE_LINE="${COMP_LINE:0:COMP_POINT}" \
        _NEWSARCHIVE_WORD="${COMP_WORDS[COMP_CWORD]}" \
        "${1/#\~/$HOME}" 2>/dev/null
    )
    kind=${reply%%$'\n'*}
    if [[ $kind == files ]]; then
        compopt -o default
        return
    fi
    [[ $reply == *$'\n'* ]] || return
    while IFS= read -r line; do
        COMPREPLY+=("${line%%$'\t'*}")
    done <<<"${reply#*$'\n'}"
}
complete -F _newsarchive newsarchive
