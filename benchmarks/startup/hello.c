/* The program that starts: compiled by clang and wasi-libc to WebAssembly, and by the C compiler with a static musl. */
#include <stdio.h>

int main(void) {
  printf("hello, world\n");
  return 0;
}
