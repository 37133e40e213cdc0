function __newsarchive_complete
    set -lx _NEWSARCHIVE_COMPLETE fish_complete
    set -lx _NEWSARCHIVE_LINE (commandline -cp | string collect)
    set -l reply (newsarchive 2>/dev/null)
    if test "$reply[1]" = files
        __fish_complete_path (commandline -ct)
    else if test (count $reply) -gt 1
        printf '%s\n' $reply[2..-1]
    end
end
complete --no-files --keep-order --command newsarchive --arguments '(__newsarchive_complete)'
