#compdef newsarchive
_newsarchive() {
    local -a reply values shown
    local line
    reply=("${(@f)$(
        _NEWSARCHIVE_COMPLETE=zsh_complete _NEWSARCHIVE_LINE="${(j: :)words[1,CURRENT]}" \
        ${~words[1]} 2>/dev/null
    )}")
    if [[ $reply[1] == files ]]; then
        _files
        return
    fi
    for line in "${(@)reply[2,-1]}"; do
        values+=("${line%%$'\t'*}")
        shown+=("${line%%$'\t'*}  ${line#*$'\t'}")
    done
    (( $#values )) && compadd -U -l -V newsarchive -d shown -a values
}
if [[ $funcstack[1] == _newsarchive ]]; then
    _newsarchive "$@"
else
    compdef _newsarchive newsarchive
fi
