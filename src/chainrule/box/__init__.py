"""The box: what a process with student code cannot do, whatever it runs.

`chainrule.wall` says what such a process is asked; this package takes from it what it must not
have: files, the network, other processes, memory without end. It needs nothing but the standard
library, and nothing of it is loaded in a process that holds an answer, except the probe.
"""
