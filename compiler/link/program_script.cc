// Layout of a program, which ends where memory 0 begins:
//
//                  the stacks, which the start code puts directly below the image
//                  image: headers, read-only data, unwind tables, code of the runtime, compiled code | data, zeros
//   0x3ff00000     memory 0: its image is the last segment; start-up reserves the 8 GiB behind it
//
// What is below the stacks stays empty and is their guard, without a system call.
//
// The addresses are chosen for short starts (benchmarks/startup). What every program touches first, the top of the
// stack, the image of a small program and the beginning of memory 0, lies in the last 2 MiB of the first GiB: it shares
// one page of the page table; and of the reservation only 1 MiB lies in a GiB that has anything in it, since the kernel
// looks through all of the entries of such a GiB when the program ends. Read-only data is not in the segment of the
// code, although that would save a mapping and a page fault: a module chooses its bytes, and they shall not be
// executable for whoever can jump there.
//
// All below 2 GiB, so that code addresses everything by 32-bit displacements. Three things that are easy to get wrong:
// The first segment carries the program headers, because musl reads them through it. Segments are named by PHDRS:
// otherwise LLD would put data and image into one segment, and the gap between them into the file. Data begins on a
// page of its own, so that the little data of a small program is one page to fault in; and memory 0's image is padded,
// because the guest must read zeros behind it.
#include "compiler/link/program_script.h"

#include <string_view>
#include <utility>

#include "ingot/abi.h"

namespace ingot {
namespace {

// Bounds of the C-named sections are defined here, since LLD only defines them if such a section is there.
// The places that differ between programs with and without threads have names in @.
constexpr const char* kProgramScript = R"(
ENTRY(_start)
PHDRS
{
  constants PT_LOAD FILEHDR PHDRS FLAGS(4);
  code PT_LOAD FLAGS(5);
  data PT_LOAD FLAGS(6);
  memory0 PT_LOAD FLAGS(6);
  unwind PT_GNU_EH_FRAME FLAGS(4);
  stack PT_GNU_STACK FLAGS(6);
  @TLS_SEGMENT@
}
ingot_mem0 = 0x3ff00000;
SECTIONS
{
  ingot_image_begin = ingot_mem0 - 0x10000 - ingot_image_bytes;  /* the linker repeats this until it fits */
  . = ingot_image_begin + SIZEOF_HEADERS;
  .rodata : { *(.rodata .rodata.* .data.rel.ro .data.rel.ro.*) } :constants
  ingot_functions : { __start_ingot_functions = .; KEEP(*(ingot_functions)) __stop_ingot_functions = .; } :constants
  .init_array : {
    __init_array_start = .; KEEP(*(.init_array .init_array.*)) __init_array_end = .;
    __preinit_array_start = .; __preinit_array_end = .;
    __fini_array_start = .; KEEP(*(.fini_array .fini_array.*)) __fini_array_end = .;
  } :constants
  .got : { *(.got .got.plt) } :constants
  .eh_frame_hdr : { ingot_eh_frame_hdr = .; *(.eh_frame_hdr) } :constants :unwind
  .eh_frame : { *(.eh_frame) } :constants
  .gcc_except_table : { *(.gcc_except_table .gcc_except_table.*) } :constants
  . = ALIGN(0x1000);
  .text : { *(.text .text.*) } :code
  ingot_code : { __start_ingot_code = .; *(ingot_code) __stop_ingot_code = .; } :code
  . = ALIGN(0x1000);
  @TLS_DATA@
  .data : { *(.data .data.*) } :data
  @PROFILE@
  .bss : { *(.bss .bss.* COMMON) } :data
  ingot_image_end = .;
  ingot_image_bytes = ALIGN(ingot_image_end, 0x1000) - ingot_image_begin;
  .ingot.mem0 0x3ff00000 : { KEEP(*(.ingot.mem0)) . = ALIGN(0x1000); } :memory0
  @NO_TLS@
  /DISCARD/ : { *(.comment .note .note.*) }
}
)";

// libc copies the segment for every thread that it makes, and for the main one.
constexpr std::pair<std::string_view, std::string_view> kWithThreads[] = {
    {"@TLS_SEGMENT@", "tls PT_TLS FLAGS(4);"},
    {"@TLS_DATA@", ".tdata : { *(.tdata .tdata.*) } :data :tls\n  .tbss : { *(.tbss .tbss.*) } :data :tls"},
    {"@NO_TLS@", ""}};

// Start-up would have to set up what nobody uses.
constexpr std::pair<std::string_view, std::string_view> kWithoutThreads[] = {
    {"@TLS_SEGMENT@", ""},
    {"@TLS_DATA@", ""},
    {"@NO_TLS@",
     ".tdata : { *(.tdata .tdata.*) } :NONE\n  .tbss : { *(.tbss .tbss.*) } :NONE\n"
     "  ASSERT(SIZEOF(.tdata) + SIZEOF(.tbss) == 0, \"a program without threads has no thread-local data\")"}};

// Start-up maps a file over it, so it has its pages for itself.
constexpr std::string_view kProfile = R"(. = ALIGN(0x1000);
  ingot_profile : {
    __start_ingot_profile = .; KEEP(*(ingot_profile_header)) KEEP(*(ingot_profile)) . = ALIGN(0x1000);
    __stop_ingot_profile = .;
  } :data)";

// The names and the address in the script are those of the ABI.
static_assert(INGOT_PROGRAM_MEMORY0_BASE == 0x3ff00000);
static_assert(std::string_view(INGOT_PROGRAM_MEMORY0_SYMBOL) == "ingot_mem0");
static_assert(std::string_view(INGOT_PROGRAM_MEMORY0_SECTION) == ".ingot.mem0");
static_assert(std::string_view(INGOT_CODE_SECTION) == "ingot_code");
static_assert(std::string_view(INGOT_FUNCTIONS_SECTION) == "ingot_functions");
static_assert(std::string_view(INGOT_PROFILE_SECTION) == "ingot_profile");
static_assert(std::string_view(INGOT_PROFILE_HEADER_SECTION) == "ingot_profile_header");

}  // namespace

std::string program_script(bool threads, bool profile) {
  std::string script = kProgramScript;
  const auto fill_in = [&](std::string_view name, std::string_view text) {
    script.replace(script.find(name), name.size(), text);
  };
  for (auto [name, text] : threads ? kWithThreads : kWithoutThreads) fill_in(name, text);
  fill_in("@PROFILE@", profile ? kProfile : "");
  return script;
}

std::string shared_library_script(const std::string& module_symbol) {
  return "{ global: \"" + module_symbol + "\"; local: *; };\n";
}

}  // namespace ingot
