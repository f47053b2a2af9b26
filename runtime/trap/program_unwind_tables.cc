// _dl_find_object for a static program: tells the unwinder of libgcc where the unwind tables are.
//
// In a program with a dynamic linker, it answers by the pc. Here there is one image, and its .eh_frame_hdr is where the
// linker script says. No lock, no dl_iterate_phdr, no memory.
#include <stddef.h>

// Defined by the linker script of programs (compiler/link/program_script.cc).
extern "C" char ingot_image_begin[], ingot_image_end[], ingot_eh_frame_hdr[];

/// As in glibc's <dlfcn.h> for x86-64: what the unwinder reads.
struct dl_find_object {
  unsigned long long flags;
  void* map_start;
  void* map_end;
  void* link_map;
  void* eh_frame;
  unsigned long long reserved[7];
};

extern "C" int _dl_find_object(void* pc, dl_find_object* result) {
  if (static_cast<char*>(pc) < ingot_image_begin || static_cast<char*>(pc) >= ingot_image_end) return -1;
  *result = {};
  result->map_start = ingot_image_begin;
  result->map_end = ingot_image_end;
  result->eh_frame = ingot_eh_frame_hdr;
  return 0;
}
