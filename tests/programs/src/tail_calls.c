/* An interpreter of the eight-command tape language in threaded style: each command is a function that ends in a tail
 * call of the next one, through a table, with the state of the machine in its parameters. Were one frame kept, the
 * millions of commands would exhaust the stack. argv[1] is the program; it reads standard input. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef enum { kAdd, kMove, kOut, kIn, kOpen, kClose, kHalt } Code;
typedef struct {
  uint16_t code;
  int32_t operand; /* how much to add, how far to move, or where the other bracket is */
} Instruction;

enum { kLongest = 1 << 16, kTape = 1 << 16 };
static Instruction program[kLongest];
static uint8_t tape[kTape];

#define PARAMETERS const Instruction *pc, uint16_t cell, uint64_t steps, uint64_t *total
typedef void Operation(PARAMETERS);
static Operation* const operations[];
#define NEXT __attribute__((musttail)) return operations[pc[1].code](pc + 1, cell, steps + 1, total)

static void run_add(PARAMETERS) {
  tape[cell] += (uint8_t)pc->operand;
  NEXT;
}
static void run_move(PARAMETERS) {
  cell = (uint16_t)(cell + pc->operand);
  NEXT;
}
static void run_out(PARAMETERS) {
  putchar(tape[cell]);
  NEXT;
}
static void run_in(PARAMETERS) {
  int byte = getchar();
  tape[cell] = byte == EOF ? 0 : (uint8_t)byte;
  NEXT;
}
static void run_open(PARAMETERS) {
  if (tape[cell] == 0) pc += pc->operand;
  NEXT;
}
static void run_close(PARAMETERS) {
  if (tape[cell] != 0) pc += pc->operand;
  NEXT;
}
static void run_halt(PARAMETERS) {
  (void)pc, (void)cell;
  *total = steps;
}

static Operation* const operations[] = {run_add, run_move, run_out, run_in, run_open, run_close, run_halt};

static int compile(const char* source) {
  static const char kCommands[] = "+-><.,[]";
  static const Instruction kPlain[] = {{kAdd, 1}, {kAdd, -1}, {kMove, 1}, {kMove, -1}, {kOut, 0}, {kIn, 0}};
  int size = 0, depth = 0, open[64];
  for (; *source != '\0' && size < kLongest - 1; ++source) {
    const char* command = strchr(kCommands, *source);
    if (command == NULL) continue;
    if (*command == '[') {
      if (depth == 64) return 0;
      open[depth++] = size;
      program[size++] = (Instruction){kOpen, 0};
    } else if (*command == ']') {
      if (depth == 0) return 0;
      int other = open[--depth];
      program[other].operand = size - other;
      program[size] = (Instruction){kClose, other - size};
      ++size;
    } else {
      program[size++] = kPlain[command - kCommands];
    }
  }
  program[size] = (Instruction){kHalt, 0};
  return depth == 0;
}

int main(int argc, char** argv) {
  uint64_t total = 0;
  if (argc != 2 || !compile(argv[1])) return 2;
  operations[program[0].code](program, 0, 1, &total);
  printf("\n%llu commands\n", (unsigned long long)total);
  return 0;
}
