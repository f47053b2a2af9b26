// Values of Wasm types as text, for programs whose exports are called by name.
#pragma once

#include "ingot/abi.h"
#include "runtime/platform/text_buffer.h"

namespace ingot {

/// Reads a value of the type with this letter as people write it: integers decimal or 0x (signed or unsigned), floats
/// decimal, hexadecimal, inf or nan, v128 as 0x and 32 digits, references only as null. False: it is none.
bool parse_value(const char* text, char type, IngotValue* value);

/// The inverse: integers signed decimal, floats the shortest text that reads back as the same number.
void append_value(TextBuffer& out, char type, const IngotValue& value);

/// Reads TYPE:0xBITS or r:null, the exact form of the line protocol. False: malformed, or of another type.
bool parse_bits(const char* text, char type, IngotValue* value);

/// The inverse.
void append_bits(TextBuffer& out, char type, const IngotValue& value);

}  // namespace ingot
