// Bytes -> Module.  Spec: Binary Format > Modules.
#pragma once

#include <cstdint>
#include <span>

#include "compiler/support/diagnostic.h"
#include "compiler/wasm/module.h"

namespace ingot {

/// Decodes a whole module. The bytes must outlive the result. Everything of Wasm 3.0 decodes; a component gets an error
/// that says what it is. Custom sections never make it fail.
Expected<Module> decode_module(std::span<const uint8_t> bytes);

}  // namespace ingot
