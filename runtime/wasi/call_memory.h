// The one place where addresses that a guest gives to a call are checked, from the column "memory" of
// include/ingot/wasi_preview1.def.
//
// A call is a CheckedCall object around its function: it adds up every range with 64 bits, and says EFAULT before the
// function does anything if one is not inside. What is left to the functions are the buffers of scatter/gather lists,
// which are read from memory (iovec_batch.h).
#pragma once

#include "runtime/wasi/context.h"
#include "runtime/wasi/types.h"

namespace ingot::wasi {

/// For what has two memory layouts: preview 1 and the older wasi_unstable.
enum class Layout : uint8_t { Preview1, Unstable };

enum class CallId : uint8_t {
#define WASI_CALL(name, signature, unstable, memory, system_calls) name,
#include "ingot/wasi_preview1.def"
};

/// Whether all ranges of a call are inside memory; `parameters` are those of the call, one number each.
bool memory_is_inside(const WasiContext& context, CallId call, Layout layout, const uint64_t* parameters);

/// What args_sizes_get (process_calls.cc) and environ_sizes_get (environ_calls.cc) return.
struct ListSizes {
  uint64_t count = 0;
  uint64_t byte_length = 0;
};
ListSizes argument_sizes(const WasiContext& context);
ListSizes environment_sizes(const WasiContext& context);

/// Calls that have two layouts take which as their last parameter.
template <typename... Parameters>
constexpr Layout layout_of(Parameters... parameters) {
  Layout layout = Layout::Preview1;
  const auto look = [&layout](auto parameter) {
    if constexpr (__is_same(decltype(parameter), Layout)) layout = parameter;
  };
  (look(parameters), ...);
  return layout;
}

template <CallId id, auto function, typename Type = decltype(function)>
struct CheckedCall;

template <CallId id, auto function, typename... Parameters>
struct CheckedCall<id, function, Errno (*)(WasiContext&, Parameters...)> {
  Errno operator()(WasiContext& context, Parameters... parameters) const {
    const uint64_t values[] = {static_cast<uint64_t>(parameters)...};
    if (!memory_is_inside(context, id, layout_of(parameters...), values)) return Errno::Fault;
    return function(context, parameters...);
  }
};

/// Calls that need no context have no memory either.
template <CallId id, auto function, typename Result, typename... Parameters>
struct CheckedCall<id, function, Result (*)(Parameters...)> {
  Result operator()(Parameters... parameters) const { return function(parameters...); }
};

}  // namespace ingot::wasi
