// The guest: a counter with state in a global variable, and a greeting that it hands to the host.
#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))

IMPORT("host", "print") void print(const char* text, int length);

static int count;
static char line[] = "count is _";

EXPORT("bump") int bump(void) {
  ++count;
  line[sizeof line - 2] = (char)('0' + count % 10);
  print(line, sizeof line - 1);
  return count;
}

EXPORT("divide_by") int divide_by(int divisor) { return 100 / divisor; }
