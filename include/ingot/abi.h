/* The whole contract between generated code and the runtime.
 *
 * Plain C11, also valid C++. The compiler addresses these structures by offsetof and declares the builtins from the
 * rows below; the runtime includes the same file. There is no other place where a layout or a builtin is described.
 *
 * Two products use it (docs/architecture.md):
 *   program  (closed world)  one instance per process; state lives in symbols of the program; IngotProgram describes
 * it. library  (open world)    many instances per process; state lives in a context directly below the memory base,
 * which generated code holds in the swiftself register; IngotModule describes one compiled module.
 *
 * Any change of this file bumps INGOT_ABI_VERSION and is described in docs/abi.md.
 */
#ifndef INGOT_ABI_H
#define INGOT_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define INGOT_STATIC_ASSERT(cond, text) static_assert(cond, text)
#define INGOT_NORETURN [[noreturn]]
extern "C" {
#else
#define INGOT_STATIC_ASSERT(cond, text) _Static_assert(cond, text)
#define INGOT_NORETURN _Noreturn
#endif

#define INGOT_ABI_VERSION 5

/* Every object refers to this symbol, which only a runtime of the same version defines. */
#define INGOT_ABI_SYMBOL "ingot_abi_v5"
extern const uint8_t ingot_abi_v5;

/* ---- Traps ----------------------------------------------------------------------------------------------------------
 * X(Name, number, "text"): the texts are those of the official test suite. Numbers fit in 5 bits. */
#define INGOT_TRAPS(X)                                              \
  X(Unreachable, 1, "unreachable")                                  \
  X(OutOfBoundsMemory, 2, "out of bounds memory access")            \
  X(OutOfBoundsTable, 3, "out of bounds table access")              \
  X(UndefinedElement, 4, "undefined element")                       \
  X(UninitializedElement, 5, "uninitialized element")               \
  X(IndirectCallTypeMismatch, 6, "indirect call type mismatch")     \
  X(IntegerDivideByZero, 7, "integer divide by zero")               \
  X(IntegerOverflow, 8, "integer overflow")                         \
  X(InvalidConversionToInteger, 9, "invalid conversion to integer") \
  X(CallStackExhausted, 10, "call stack exhausted")                 \
  X(NullReference, 11, "null reference")                            \
  X(NullFunctionReference, 12, "null function reference")           \
  X(UnknownImport, 13, "unknown import called")                     \
  X(HostError, 14, "host function failed")                          \
  X(UnalignedAtomic, 15, "unaligned atomic")                        \
  X(ExpectedSharedMemory, 16, "expected shared memory")             \
  X(UncaughtException, 17, "uncaught exception")                    \
  X(FuelExhausted, 18, "fuel exhausted")

typedef enum IngotTrapKind {
  IngotTrapNone = 0,
#define INGOT_X(name, number, text) IngotTrap##name = number,
  INGOT_TRAPS(INGOT_X)
#undef INGOT_X
} IngotTrapKind;

/* A software trap is `ud1l CODE(%eax), %eax` (67 0f b9 80 imm32 on x86-64); the handler reads CODE at pc + 4.
 * CODE = kind << 27 | offset, where offset is that of the Wasm instruction in the .wasm file, so that it still tells
 * the function when the code has been inlined elsewhere; INGOT_TRAP_OFFSET_UNKNOWN if it does not fit (128 MiB). */
#define INGOT_TRAP_OFFSET_BITS 27
#define INGOT_TRAP_OFFSET_UNKNOWN ((1u << INGOT_TRAP_OFFSET_BITS) - 1)
#define INGOT_TRAP_CODE(kind, offset)             \
  (((uint32_t)(kind) << INGOT_TRAP_OFFSET_BITS) | \
   ((offset) < INGOT_TRAP_OFFSET_UNKNOWN ? (uint32_t)(offset) : INGOT_TRAP_OFFSET_UNKNOWN))

/* Sections of generated code and of its function table. The names are C identifiers, so that every linker defines
 * __start_NAME and __stop_NAME. All Wasm code, and nothing else, is in INGOT_CODE_SECTION: the fault handler accepts a
 * fault as a trap only if its pc lies there. */
#define INGOT_CODE_SECTION "ingot_code"
#define INGOT_FUNCTIONS_SECTION "ingot_functions"

/* One row of INGOT_FUNCTIONS_SECTION per compiled function, unordered. */
typedef struct IngotFunctionRow {
  const void* code;     /* first instruction */
  uint32_t funcidx;     /* Wasm function index */
  uint32_t body_offset; /* where the body starts in the .wasm file: tells in which function a trap's offset lies */
} IngotFunctionRow;

/* One of several modules that were linked into one: where its file offsets and its functions begin among all. Sorted by
 * first_offset. */
typedef struct IngotModulePart {
  uint64_t first_offset;       /* of its file, in IngotFunctionRow.body_offset and in the codes of traps */
  uint32_t first_function;     /* its first defined function */
  uint32_t own_first_function; /* the same in the index space of its file */
} IngotModulePart;

/* ---- Values ---- */

/* A value at a border between generated code and C. Slots are 16 bytes, so that v128 fits. References are pointers; the
 * null reference is a null pointer. */
typedef union IngotValue {
  int32_t i32;
  int64_t i64;
  float f32;
  double f64;
  void* ref;
  uint8_t v128[16];
  uint64_t bits[2];
} IngotValue;
INGOT_STATIC_ASSERT(sizeof(IngotValue) == 16, "one slot");

/* Letters of value types in signatures (IngotFuncType, builtin rows, WASI rows):
 * i i32, l i64, f f32, d f64, v v128, r any reference. Builtin rows add p (pointer) and n (nothing). */

/* ---- Types, functions, references ---- */

typedef void (*IngotCode)(void); /* Generated code of unspecified signature; only generated code may call it. */

/* Enters generated code: reads the parameters from values[0..], calls code with context in the context register, writes
 * the results to values[0..]. Generated per function type. */
typedef void (*IngotEntry)(IngotCode code, void* context, IngotValue* values);

typedef enum IngotTypeKind { IngotTypeFunc = 0, IngotTypeStruct = 1, IngotTypeArray = 2 } IngotTypeKind;

/* A type definition of a module. Those that are not functions are only described. */
typedef struct IngotFuncType {
  const char* signature; /* "RESULTS_PARAMS" letters, e.g. "i_il", "n_n" is written "_" */
  const char* canonical; /* exact canonical text of the type: equal text = equal type, within and across modules */
  IngotEntry entry;      /* host -> Wasm */
  IngotCode host_thunk;  /* Wasm -> host: has the Wasm convention; its context register holds an IngotHostFunc* */
  uint32_t param_count;
  uint32_t result_count;
  const struct IngotFuncType* supertype; /* as declared; NULL if there is none. Of the same module */
  const uint32_t* id;                    /* library: its element of IngotModule.type_ids; programs: NULL */
  uint32_t kind;                         /* IngotTypeKind */
  uint32_t unused;
} IngotFuncType;

/* What a funcref points to. Lives as long as its instance. */
typedef struct IngotFuncRef {
  IngotCode code;
  void* context;             /* value of the context register: the callee's memory base, or an IngotHostFunc* */
  const IngotFuncType* type; /* NULL in programs that have no entry trampolines */
  uint32_t type_id;          /* canonical id: equal id = equal type; never 0 */
  uint32_t funcidx;          /* Wasm function index in the module that defines it */
  IngotCode tail_code;       /* where tail calls jump; NULL if it makes none itself, so that `code` can be called */
} IngotFuncRef;
INGOT_STATIC_ASSERT(sizeof(IngotFuncRef) == 40, "addressed by generated code");

/* A host function as generated code sees it. `call` reads parameters from values and writes results there; it returns
 * IngotTrapNone or the trap to raise. */
typedef struct IngotHostFunc {
  IngotTrapKind (*call)(void* env, IngotValue* values);
  void* env;
} IngotHostFunc;

/* ---- Memories, tables, segments ---- */

/* Every access to a 32-bit memory is base + zext(i32) + offset(32 bit) + at most 16 bytes: this much behind the base is
 * reserved, so that no access needs a check. */
#define INGOT_MEMORY_RESERVATION ((UINT64_C(8) << 30) + (UINT64_C(64) << 10))
#define INGOT_WASM_PAGE_BYTES UINT64_C(65536)
/* Memories with 64-bit addresses or pages of one byte: accesses are checked, index < byte_length at least. So much
 * behind what the memory can become is never accessible: offsets up to that need no check where the memory consists of
 * whole pages of the system. */
#define INGOT_MEMORY_GUARD (UINT64_C(4) << 30)

#define INGOT_NO_MAX UINT64_MAX
#define INGOT_LIMITS_64 1u     /* flag: 64-bit addresses */
#define INGOT_LIMITS_SHARED 2u /* flag: shared */

/* The type of a memory. */
typedef struct IngotMemoryInfo {
  uint64_t min_pages, max_pages; /* max INGOT_NO_MAX if there is none */
  uint32_t limits_flags;
  uint32_t page_size_log2;
} IngotMemoryInfo;

typedef struct IngotMemory {
  uint8_t* base;            /* first byte; never moves */
  uint64_t byte_length;     /* current size, a multiple of the page size */
  uint64_t max_byte_length; /* grows no further than this */
  uint64_t reserved_bytes;  /* address space behind the base: what the memory does not have of it faults */
  uint32_t page_size_log2;  /* 16, or 0: pages of one byte */
  uint32_t limits_flags;    /* INGOT_LIMITS_64, INGOT_LIMITS_SHARED */
} IngotMemory;
INGOT_STATIC_ASSERT(sizeof(IngotMemory) == 40, "addressed by generated code");

/* elements[0..size) are references: IngotFuncRef* or externref, by the table's type. */
typedef struct IngotTable {
  void** elements; /* library: never moves. program: moves when the table grows */
  uint64_t size;
  uint64_t max;      /* grows no further than this */
  uint64_t capacity; /* elements that fit without allocating */
} IngotTable;

/* A data segment as memory.init sees it; data.drop sets byte_length to 0. */
typedef struct IngotDataSegment {
  const uint8_t* bytes;
  uint64_t byte_length;
} IngotDataSegment;

/* An element segment as table.init sees it; elem.drop sets size to 0. */
typedef struct IngotElemSegment {
  void* const* elements;
  uint64_t size;
} IngotElemSegment;

/* ---- Exceptions ---- */

/* A tag is the address of one of these. Programs: a symbol per tag. Libraries: made by the runtime per instance; an
 * imported tag is that of another instance or of the host. */
typedef struct IngotTag {
  const char* signature; /* letters of the payload, e.g. "il" */
  const char* name;      /* for people: name section, export or import; NULL if it has none */
  uint32_t payload_count;
  uint32_t index; /* in the module that defines it */
} IngotTag;
INGOT_STATIC_ASSERT(sizeof(IngotTag) == 24, "written by the compiler");

/* What an exnref points to: made by the builtin exception_new; generated code then writes the payload. */
typedef struct IngotException {
  const IngotTag* tag;
  struct IngotException* next; /* from here on the runtime's own: runtime/exception/exception_heap.h */
  struct IngotException* next_to_mark;
  uint32_t flags;
  uint32_t pins;
} IngotException;
INGOT_STATIC_ASSERT(sizeof(IngotException) == 32, "addressed by generated code");
/* Behind it lies the payload: tag->payload_count values, in order. */
#define INGOT_EXCEPTION_PAYLOAD(exception) ((IngotValue*)((exception) + 1))

/* Personality of functions with landing pads. Never called by our own unwinder, which reads the tables of such
 * functions by itself; one that is not ours passes through them. */
#define INGOT_PERSONALITY_SYMBOL "ingot_personality"
int ingot_personality(int version, int actions, uint64_t exception_class, void* exception, void* context);

/* ---- Builtins -------------------------------------------------------------------------------------------------------
 * X(name, "RESULTS_PARAMS", return type, parameters): C functions `ingot_NAME` that generated code calls. They trap by
 * leaving generated code and do not return then. Only throw_exception and resume_exception throw. */
#define INGOT_BUILTINS(X)                                                                                          \
  /* Grows by delta pages. Returns the old size in pages, or UINT64_MAX. Never traps. */                           \
  X(memory_grow, "l_pl", uint64_t, (IngotMemory * memory, uint64_t delta_pages))                                   \
  X(memory_init, "_pplll", void,                                                                                   \
    (IngotMemory * memory, IngotDataSegment * segment, uint64_t dest, uint64_t source, uint64_t length))           \
  /* Searches of `length` bytes that can all be read: the index of the first byte that is `byte`; that is `byte`   \
   * or 0; of the last that is `byte`; of the first where a and b differ; where they differ or are 0. `length` if  \
   * there is none. */                                                                                             \
  X(find_byte, "l_pil", uint64_t, (const uint8_t* bytes, uint32_t byte, uint64_t length))                          \
  X(find_byte_or_nul, "l_pil", uint64_t, (const uint8_t* bytes, uint32_t byte, uint64_t length))                   \
  X(find_last_byte, "l_pil", uint64_t, (const uint8_t* bytes, uint32_t byte, uint64_t length))                     \
  X(find_mismatch, "l_ppl", uint64_t, (const uint8_t* a, const uint8_t* b, uint64_t length))                       \
  X(find_mismatch_or_nul, "l_ppl", uint64_t, (const uint8_t* a, const uint8_t* b, uint64_t length))                \
  /* Searches for the `count` bytes of a set, none of them 0: the index of the first of `length` bytes that is in  \
   * the set or 0; that is not in the set. `length` if there is none. Both write the set to `bits`, 8 words: byte  \
   * b is bit b % 32 of word b / 32. */                                                                            \
  X(find_in_set, "l_plplp", uint64_t,                                                                              \
    (const uint8_t* bytes, uint64_t length, const uint8_t* set, uint64_t count, uint32_t* bits))                   \
  X(find_outside_set, "l_plplp", uint64_t,                                                                         \
    (const uint8_t* bytes, uint64_t length, const uint8_t* set, uint64_t count, uint32_t* bits))                   \
  /* memory.atomic.wait and notify at an address of a shared memory that is aligned and in bounds. timeout_ns < 0: \
   * none. Returns 0 woken, 1 not equal, 2 timed out; how many were woken. Never trap. */                          \
  X(atomic_wait32, "i_pil", uint32_t, (void* address, uint32_t expected, int64_t timeout_ns))                      \
  X(atomic_wait64, "i_pll", uint32_t, (void* address, uint64_t expected, int64_t timeout_ns))                      \
  X(atomic_notify, "i_pi", uint32_t, (void* address, uint32_t count))                                              \
  /* Returns the old size, or UINT64_MAX. Never traps. */                                                          \
  X(table_grow, "l_ppl", uint64_t, (IngotTable * table, void* value, uint64_t delta))                              \
  X(table_fill, "_plpl", void, (IngotTable * table, uint64_t start, void* value, uint64_t length))                 \
  X(table_copy, "_pplll", void,                                                                                    \
    (IngotTable * dest_table, IngotTable * source_table, uint64_t dest, uint64_t source, uint64_t length))         \
  X(table_init, "_pplll", void,                                                                                    \
    (IngotTable * table, IngotElemSegment * segment, uint64_t dest, uint64_t source, uint64_t length))             \
  /* Library: 1 if `type` has a declared supertype with id `type_id`, else 0. `type` may be NULL. Never traps. */  \
  X(type_matches, "i_pi", uint32_t, (const IngotFuncType* type, uint32_t type_id))                                 \
  /* Library: runs a host function for a host thunk; raises its trap. Checks that host code has stack to run on.   \
   * Returns the exception that the function throws, or NULL. */                                                   \
  X(call_host, "p_pp", IngotException*, (IngotHostFunc * host, IngotValue * values))                               \
  /* A new exception; the payload is not written yet. */                                                           \
  X(exception_new, "p_p", IngotException*, (const IngotTag* tag))                                                  \
  /* From here on an exnref of it exists: it lives as long as there is one. */                                     \
  X(exception_capture, "_p", void, (IngotException * exception))                                                   \
  /* A handler has taken what it wanted from it. Frees it if no exnref of it was ever made. */                     \
  X(exception_release, "_p", void, (IngotException * exception))                                                   \
  /* Throws; does not return. offset: of the Wasm instruction, as in INGOT_TRAP_CODE. */                           \
  X(throw_exception, "_pi", void, (IngotException * exception, uint32_t offset))                                   \
  /* The same from a landing pad that has no handler for it. */                                                    \
  X(resume_exception, "_p", void, (IngotException * exception))                                                    \
  /* Program: an import that nothing provides was called (--unknown-imports=trap); name is "module.field". */      \
  X(unknown_import, "_p", void, (const char* name))

#define INGOT_X(name, signature, ret, params) ret ingot_##name params;
INGOT_BUILTINS(INGOT_X)
#undef INGOT_X

/* Raises a trap from runtime code that generated code has called. */
INGOT_NORETURN void ingot_raise_trap(IngotTrapKind kind);

/* ---- Profiles -------------------------------------------------------------------------------------------------------
 * A program that counts where it goes (--profile-generate) has the counters in this section: a header, then a record
 * per function with its counters behind it (compiler/lower/profile_sites.cc). Start-up maps a file over it, which
 * therefore has the same form. The linker script puts __start_ and __stop_ at page boundaries around it. */
#define INGOT_PROFILE_SECTION "ingot_profile"
#define INGOT_PROFILE_HEADER_SECTION "ingot_profile_header"
#define INGOT_PROFILE_MAGIC "ingotpr2" /* without its NUL */
typedef struct IngotProfileHeader {
  char magic[8];
  uint64_t program; /* what was compiled, and how: counters of another program are not added to */
} IngotProfileHeader;
typedef struct IngotProfileRecord {
  uint64_t key;   /* says which function; what it is made of is the compiler's business */
  uint64_t count; /* of the counters behind the record; not zero */
} IngotProfileRecord;
/* A counter with this bit is none: the rest is a position in a table, and behind it stand three counters, its votes,
 * the calls of it, and all calls. */
#define INGOT_PROFILE_ELEMENT (UINT64_C(1) << 63)

/* ---- CPU features ---------------------------------------------------------------------------------------------------
 * X(NAME, bit, "LLVM feature name"): what a program checks for at start, x86-64. */
/* clang-format off */
#define INGOT_CPU_FEATURES_X86(X)                                                                                                     \
  X(SSE3, 0, "sse3") X(SSSE3, 1, "ssse3") X(SSE41, 2, "sse4.1") X(SSE42, 3, "sse4.2")                                                 \
  X(POPCNT, 4, "popcnt") X(AVX, 5, "avx") X(AVX2, 6, "avx2") X(FMA, 7, "fma")                                                         \
  X(BMI, 8, "bmi") X(BMI2, 9, "bmi2") X(LZCNT, 10, "lzcnt") X(MOVBE, 11, "movbe")                                                     \
  X(F16C, 12, "f16c") X(AVX512F, 13, "avx512f") X(AVX512VL, 14, "avx512vl") X(AVX512BW, 15, "avx512bw")                               \
  X(AVX512DQ, 16, "avx512dq") X(AVX512CD, 17, "avx512cd") X(AVX512VNNI, 18, "avx512vnni") X(AVX512VBMI, 19, "avx512vbmi")             \
  X(AVX512VBMI2, 20, "avx512vbmi2") X(AVX512BITALG, 21, "avx512bitalg") X(AVX512VPOPCNTDQ, 22, "avx512vpopcntdq") X(GFNI, 23, "gfni") \
  X(VAES, 24, "vaes") X(AVXVNNI, 25, "avxvnni") X(ADX, 26, "adx") X(AVX512IFMA, 27, "avx512ifma")                                     \
  X(VPCLMULQDQ, 28, "vpclmulqdq") X(SHA, 29, "sha") X(AES, 30, "aes") X(PCLMUL, 31, "pclmul")
/* clang-format on */

/* ---- Program (closed world) ---- */

/* x86-64: memory 0 is at this absolute address, the value of the symbol `ingot_mem0`. Code addresses it by 32-bit
 * displacement, so that it takes no register. Its initial image is an ELF segment at that address. */
#define INGOT_PROGRAM_MEMORY0_BASE UINT64_C(0x3ff00000)
#define INGOT_PROGRAM_MEMORY0_SYMBOL "ingot_mem0"
#define INGOT_PROGRAM_MEMORY0_SECTION ".ingot.mem0"

/* A function that a program built with `-C entry=invoke` can call by name. */
typedef struct IngotProgramExport {
  const char* name; /* its length stands beside, since it may contain NUL */
  uint64_t name_bytes;
  IngotFuncRef* function; /* its type is not NULL */
} IngotProgramExport;

/* A memory of the program, and what start-up makes of it before any code of the module runs. */
typedef struct IngotProgramMemory {
  IngotMemory* memory;
  IngotMemoryInfo type;
} IngotProgramMemory;

/* Defined by the compiled program as `ingot_program`. Read only. */
typedef struct IngotProgram {
  const IngotProgramMemory* memories; /* by memidx */
  uint64_t memory_count;
  uint64_t memory0_image_bytes; /* bytes of the image that the kernel maps at the base, rounded up to 4 KiB */
  uint64_t stack_bytes;         /* size of the Wasm stack */
  uint64_t required_cpu;        /* 1 << bit of INGOT_CPU_FEATURES_X86 */
  void (*start)(void); /* enters the module: its start function, then `_initialize` or `_start`; NULL if none */
  /* Programs with threads, else NULL: instantiates the module for the calling thread, then
   * enters `wasi_thread_start`. */
  void (*thread_start)(uint32_t tid, uint32_t argument);
  const IngotFunctionRow *functions_begin, *functions_end;
  const char* const* function_names; /* by funcidx, entries may be NULL; function_name_count entries */
  uint64_t function_name_count;
  const char* const* grants;    /* NULL-terminated: HOST[::GUEST][:ro] as given to --dir at compile time */
  const char* const* env;       /* NULL-terminated: K=V or K as given to --env at compile time */
  const char* const* listeners; /* NULL-terminated: HOST:PORT as given to --tcplisten at compile time */
  const IngotModulePart* parts; /* part_count entries; none unless modules were linked */
  uint64_t part_count;
  const IngotProgramExport* exports; /* -C entry=invoke only */
  uint64_t export_count;
  /* Calls visit(argument, begin, end) for the slots of every global and table that can refer to an exception; those of
   * the calling thread. NULL if there are none. */
  void (*visit_exceptions)(void (*visit)(void* argument, void* const* begin, void* const* end), void* argument);
  uint64_t wasi_calls;       /* what the module may call: bit N for row N of wasi_preview1.def */
  uint64_t max_memory_bytes; /* --max-memory; 0: as the module says */
  uint64_t timeout_ns;       /* --timeout; 0: none */
  uint32_t max_fds;          /* --max-fds; 0: as many as the host gives */
  uint32_t no_os_sandbox;    /* --no-os-sandbox */
  uint32_t filter_escapes;   /* --filter-escapes */
  uint32_t sealed;           /* take no grants at run time */
  uint64_t* fuel;            /* --fuel: what is left, at first the whole budget; NULL: nothing is counted */
} IngotProgram;
extern const IngotProgram ingot_program;

/* The program's memory 0, which the compiled program defines like its other memories; without one, all of it is zero.
 * Generated code passes its address to builtins and reads byte_length. */
extern IngotMemory ingot_memory0;

/* ---- Library (open world) -------------------------------------------------------------------------------------------
 *
 *   low   ... variable part of the context (offsets in IngotModule, counted downwards from the base) ...
 *         IngotInstance (fixed part; its last byte is at base - 1)
 *   base  memory 0, if the module defines it unshared; generated code holds `base` in the swiftself register
 *
 * If memory 0 is imported or shared, or there is none, `base` is just the end of the context, and memory 0 is reached
 * through its IngotMemory like every other memory. */
typedef struct IngotInstance {
  void* host;          /* the runtime's own object; not for generated code */
  IngotMemory memory0; /* the memory at the base */
} IngotInstance;
INGOT_STATIC_ASSERT(sizeof(IngotInstance) == 48, "addressed by generated code");

/* One imported function in the context: read by generated code for every call of it. */
typedef struct IngotImportedFunc {
  IngotCode code;
  void* context;
  IngotFuncRef* ref;   /* identity of the function: what ref.func yields */
  IngotCode tail_code; /* that of ref */
} IngotImportedFunc;
INGOT_STATIC_ASSERT(sizeof(IngotImportedFunc) == 32, "addressed by generated code");

/* A constant expression. */
typedef enum IngotConstKind {
  IngotConstBits = 0,     /* value.bits, also the null reference */
  IngotConstRefFunc = 1,  /* value.i64 is a funcidx */
  IngotConstGlobal = 2,   /* value.i64 is a globalidx, already initialised */
  IngotConstComputed = 3, /* value.i64 is an index for IngotModule.compute */
} IngotConstKind;
typedef struct IngotConstExpr {
  IngotValue value;
  uint32_t kind;
  uint32_t unused[3];
} IngotConstExpr;
INGOT_STATIC_ASSERT(sizeof(IngotConstExpr) == 32, "written by the compiler");

typedef enum IngotExternKind {
  IngotExternFunc = 0,
  IngotExternTable = 1,
  IngotExternMemory = 2,
  IngotExternGlobal = 3,
  IngotExternTag = 4
} IngotExternKind;

typedef struct IngotTableInfo {
  uint64_t min, max; /* max INGOT_NO_MAX if there is none */
  const char* type;  /* canonical text of the element type, e.g. "(ref null func)" */
  uint32_t limits_flags;
  uint32_t unused;
  IngotConstExpr init; /* initial value of every element (defined tables) */
} IngotTableInfo;
typedef struct IngotGlobalInfo {
  const char* type; /* canonical text of the value type, e.g. "i32" */
  uint64_t offset;  /* defined: base - offset is its IngotValue. imported: base - offset holds an IngotValue* */
  uint32_t is_mutable;
  uint32_t unused;
  IngotConstExpr init; /* defined globals */
} IngotGlobalInfo;
typedef struct IngotTagInfo {
  const char* name; /* as in IngotTag, but empty if there is none */
  uint32_t typeidx; /* of a function type whose parameters are the payload */
  uint32_t unused;
} IngotTagInfo;
typedef struct IngotImport {
  const char *module, *name; /* NUL-terminated; lengths beside, since names may contain NUL */
  uint32_t module_bytes, name_bytes;
  uint32_t kind;  /* IngotExternKind */
  uint32_t index; /* in the index space of its kind */
} IngotImport;
typedef struct IngotExport {
  const char* name;
  uint32_t name_bytes;
  uint32_t kind;
  uint32_t index;
  uint32_t unused;
} IngotExport;

/* A function of the module: code is NULL if it is imported. ref_offset: base - ref_offset is its IngotFuncRef, or 0 if
 * no reference to it can be made (neither exported nor mentioned by an element segment, global or ref.func). */
typedef struct IngotFuncInfo {
  IngotCode code;
  uint64_t ref_offset;
  uint32_t typeidx; /* index into IngotModule.types */
  uint32_t unused;
  IngotCode tail_code; /* see IngotFuncRef */
} IngotFuncInfo;

typedef enum IngotSegmentMode {
  IngotSegmentActive = 0,
  IngotSegmentPassive = 1,
  IngotSegmentDeclarative = 2
} IngotSegmentMode;
typedef struct IngotDataInfo {
  const uint8_t* bytes;
  uint64_t byte_length;
  IngotConstExpr offset; /* active only */
  uint32_t mode;
  uint32_t memory;
  uint64_t unused;
} IngotDataInfo;
typedef struct IngotElemInfo {
  const IngotConstExpr* elements;
  uint64_t size;
  IngotConstExpr offset; /* active only */
  uint32_t mode;
  uint32_t table;
  uint64_t unused;
} IngotElemInfo;

/* Describes one compiled module. A shared library exports it as `ingot_module`; an object under --module-symbol. */
typedef struct IngotModule {
  uint32_t abi_version;
  uint32_t unused;
  const char* name;                  /* of the module: name section, else file stem */
  const void *code_begin, *code_end; /* INGOT_CODE_SECTION of this linked image */
  const IngotFunctionRow *functions_begin, *functions_end;
  const char* const* function_names; /* by funcidx, entries may be NULL; func_count entries */
  const IngotModulePart* parts;      /* part_count entries; none unless modules were linked */
  uint64_t part_count;
  uint64_t context_bytes; /* size of the variable part plus IngotInstance */
  uint64_t required_cpu;
  const IngotFuncType* types;
  uint32_t* type_ids; /* ids: written once by the runtime when it loads the module */
  const IngotImport* imports;
  const IngotExport* exports;
  const IngotFuncInfo* funcs;
  const IngotTableInfo* tables;
  const IngotMemoryInfo* memories;
  const IngotGlobalInfo* globals;
  const IngotTagInfo* tags;
  const IngotDataInfo* datas;
  const IngotElemInfo* elems;
  /* Evaluates computed constant expression `index` in the instance with this base. NULL if there are none. */
  void (*compute)(void* base, uint32_t index, IngotValue* result);
  /* Where the arrays of the context start: base - offset is element 0; elements ascend. 0 if the array is empty. */
  uint64_t imported_funcs_offset; /* IngotImportedFunc[imported functions] */
  uint64_t tables_offset;         /* IngotTable*[tables], imported first */
  uint64_t
      memories_offset;   /* IngotMemory*[memories], imported first; that of the memory at the base points to memory0 */
  uint64_t tags_offset;  /* IngotTag*[tags], imported first */
  uint64_t datas_offset; /* IngotDataSegment[datas] */
  uint64_t elems_offset; /* IngotElemSegment[elems] */
  uint64_t fuel_offset;  /* base - offset is a uint64_t, what is left of the instance's fuel; 0: nothing is counted */
  uint64_t fuel;         /* what an instance starts with */
  uint32_t type_count, import_count, export_count, func_count, imported_func_count;
  uint32_t table_count, imported_table_count, memory_count, imported_memory_count, global_count, imported_global_count;
  uint32_t tag_count, imported_tag_count;
  uint32_t data_count, elem_count;
  uint32_t start_func; /* funcidx, or INGOT_NO_START */
} IngotModule;
#define INGOT_NO_START UINT32_MAX
#define INGOT_MODULE_SYMBOL "ingot_module"

#ifdef __cplusplus
}
#endif
#endif
