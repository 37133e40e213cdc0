"""`newsarchive browse`: the archive in full screen.

`app` is the screen and what its keys do, `pane` shows lines, `keys` names the keys. Whatever asks
the archive is an errand (`errands`) for a thread with an archive of its own, so that typing never
waits; `answers` are the errands. `narrowing` and `suggestions` write text into the query line.
Every question is a call of the public library. Only `app`, `frame`, `line`, `pane` and `parts`
know Textual, which is an extra.
"""
