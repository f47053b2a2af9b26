// Stands before each PolyBench kernel: its dump of arrays becomes a sum (polybench.c), and its main a function that is
// called repeatedly.
#include <stdio.h>

int dump_number(void* file, const char* format, ...);

#define fprintf dump_number
#define main kernel_main
