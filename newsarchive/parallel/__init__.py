"""Work in several processes at once: who starts them, hands out tasks, and survives their end.

It must not know what the work is. Nothing is imported here: who only asks how many processors
there are loads nothing of the rest.
"""
