// Layout of a program.
//
//   0x10100000  headers, read-only data, unwind tables | code of the runtime, compiled code | data, zeros
//   0x40000000  memory 0: its image is the last segment; start-up reserves the 8 GiB behind it
//
// The start code puts the stacks directly below the image: what is below that stays empty and is its guard, without a
// system call. (Not a multiple of 2 MiB, so that the top of the stack and the image share a page of the page table.)
//
// All below 2 GiB, so that code addresses everything by 32-bit displacements. Three things that are easy to get wrong:
// The first segment carries the program headers, because musl reads them through it. Segments are named by PHDRS:
// otherwise LLD would put data and image into one segment, and the gap between them, 1 GiB, into the file. And where
// read-only data ends in the file and code begins, a page is mapped twice: the address moves on by a page, the offset
// in the page stays, and the file needs no padding. Data begins on a page of its own, so that the little data of a
// small program is one page to fault in; and memory 0's image is padded, because the guest must read zeros behind it.
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
  readonly PT_LOAD FILEHDR PHDRS FLAGS(4);
  code PT_LOAD FLAGS(5);
  data PT_LOAD FLAGS(6);
  memory0 PT_LOAD FLAGS(6);
  unwind PT_GNU_EH_FRAME FLAGS(4);
  stack PT_GNU_STACK FLAGS(6);
  @TLS_SEGMENT@
}
ingot_mem0 = 0x40000000;
SECTIONS
{
  ingot_image_begin = 0x10100000;
  . = 0x10100000 + SIZEOF_HEADERS;
  .rodata : { *(.rodata .rodata.* .data.rel.ro .data.rel.ro.*) } :readonly
  ingot_functions : { __start_ingot_functions = .; KEEP(*(ingot_functions)) __stop_ingot_functions = .; } :readonly
  .init_array : {
    __init_array_start = .; KEEP(*(.init_array .init_array.*)) __init_array_end = .;
    __preinit_array_start = .; __preinit_array_end = .;
    __fini_array_start = .; KEEP(*(.fini_array .fini_array.*)) __fini_array_end = .;
  } :readonly
  .got : { *(.got .got.plt) } :readonly
  .eh_frame_hdr : { ingot_eh_frame_hdr = .; *(.eh_frame_hdr) } :readonly :unwind
  .eh_frame : { *(.eh_frame) } :readonly
  .gcc_except_table : { *(.gcc_except_table .gcc_except_table.*) } :readonly
  . = ALIGN(0x1000) + (. & 0xfff);
  .text : { *(.text .text.*) } :code
  ingot_code : { __start_ingot_code = .; *(ingot_code) __stop_ingot_code = .; } :code
  . = ALIGN(0x1000);
  @TLS_DATA@
  .data : { *(.data .data.*) } :data
  @PROFILE@
  .bss : { *(.bss .bss.* COMMON) } :data
  ingot_image_end = .;
  .ingot.mem0 0x40000000 : { KEEP(*(.ingot.mem0)) . = ALIGN(0x1000); } :memory0
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
static_assert(INGOT_PROGRAM_MEMORY0_BASE == 0x40000000);
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
