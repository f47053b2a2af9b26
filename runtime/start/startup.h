// The parts of a program's start that are not in every program.
#pragma once

extern "C" {

/// Defined by invoke_main.cc, linked with -C entry=invoke: calls exports by name. Returns the exit code. main() refers
/// to it weakly.
int ingot_invoke_main(int argc, char** argv);

/// Defined by profile.cc, linked with --profile-generate: keeps the counters in a file from here on. main() refers to
/// it weakly.
void ingot_profile_start(const char* const* environment);
}
