// The exceptions of a program's thread.
#pragma once

namespace ingot {

/// When the thread ends: nothing can refer to its exceptions any more.
void free_exceptions_of_thread();

}  // namespace ingot
