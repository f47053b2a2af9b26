// How a program comes to life; what the WASI part gets from the start code, and the other way round.
#pragma once

extern "C" {

/// Defined by runtime/wasi. Called once, before any compiled code, if the program calls WASI at all (the start code
/// refers to it weakly, so that programs without WASI do not carry it). Not on the Wasm stack. argv[0] included, all of
/// argv belongs to the guest.
void ingot_wasi_init(int argc, char** argv, char** envp);

/// Defined by start/invoke_main.cc, linked with -C entry=invoke: calls exports by name. Returns the exit code.
int ingot_invoke_main(int argc, char** argv);
}
