#!/usr/bin/env python3
"""Runs a program in which some system calls fail with ENOSYS, as on older kernels: by a small seccomp filter.

    without_system_calls.py NAME,NAME... PROGRAM [ARGUMENT...]
"""
import ctypes
import errno
import os
import struct
import sys

NUMBERS = {"openat2": 437, "landlock_create_ruleset": 444, "seccomp": 317}
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2
LOAD_WORD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
RETURN_ERRNO, RETURN_ALLOW = 0x00050000, 0x7FFF0000


class SockFprog(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def forbid(numbers):
    rows = [
        (LOAD_WORD, 0, 0, 0),  # number of the system call
        *((JUMP_IF_EQUAL, len(numbers) - i, 0, number) for i, number in enumerate(numbers)),
        (RETURN, 0, 0, RETURN_ALLOW),
        (RETURN, 0, 0, RETURN_ERRNO | errno.ENOSYS),
    ]
    code = b"".join(struct.pack("=HBBI", *row) for row in rows)
    program = SockFprog(len(rows), code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "PR_SET_NO_NEW_PRIVS")
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "PR_SET_SECCOMP")


if __name__ == "__main__":
    forbid([NUMBERS[name] for name in sys.argv[1].split(",")])
    os.execv(sys.argv[2], sys.argv[2:])
