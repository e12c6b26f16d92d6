"""The server's memory in huge pages, so that a fork has few page tables to copy."""

from __future__ import annotations

import gc
import sys

from chainrule.box import kernel

_HUGE = 21  # bits: 2 MiB, on x86_64 and, with pages of 4 KiB, on aarch64


def gather() -> None:
    """Have the kernel put what is allocated so far into huge pages, where it can.

    With TensorFlow loaded, a fork and the end of what was forked take half the time. A worker that
    writes still copies single small pages.
    """
    if sys.platform != "linux":
        return
    # There is no /proc to look the mappings up in, but objects tell where they lie.
    for region in {id(each) >> _HUGE for each in gc.get_objects()}:
        kernel.collapse(region << _HUGE, 1 << _HUGE)
    region = kernel.end_of_heap() >> _HUGE
    while kernel.collapse((region - 1) << _HUGE, 1 << _HUGE):
        region -= 1
