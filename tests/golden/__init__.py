"""What every command prints on the sample articles, to the character.

    python -m tests.golden          write the files again; read the difference: it is a decision
    python -m tests.golden --check  only say which would change

The files stand beside this one: NAME.80.txt and NAME.120.txt are what a person sees on a terminal
of so many columns (without colours; bold and dim are left out of the file), NAME.pipe.txt is what
comes out of a pipe, NAME.json and NAME.csv are what programs read, byte for byte.
"""
