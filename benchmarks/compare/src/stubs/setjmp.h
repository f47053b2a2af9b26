/* In the place of the C library's: programs that are built without setjmp still include it. */
#pragma once
