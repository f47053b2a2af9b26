// From emitted files to what the user asked for: a linked file, or one text.
#pragma once

#include <span>
#include <string>

#include "compiler/driver/options.h"
#include "compiler/emit/emit.h"
#include "compiler/emit/target.h"
#include "compiler/support/diagnostic.h"

namespace ingot {

/// "app" for dir/app.wasm; "module" for standard input.
std::string module_stem(const Options& options);

/// -o, or the stem with the format's extension in the current folder.
std::string output_path(const Options& options);

/// Refuses an output that is the input.
Expected<void> check_output(const Options& options);

/// What emit/ has to make for a format.
EmitKind emit_kind(EmitFormat format);

/// Writes all texts one behind the other, each under a comment with its name.
Expected<void> write_text(const Options& options, std::span<const EmittedFile> files);

/// Links what -o or --emit asks for; with -### prints the linker command instead. `threads`: the program makes some.
Expected<void> link_output(const Options& options, const Target& target, bool threads,
                           std::span<const EmittedFile> files);

}  // namespace ingot
