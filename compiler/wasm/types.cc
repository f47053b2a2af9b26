// Types as the text format writes them.  Spec: Text Format > Types.
#include "compiler/wasm/types.h"

namespace ingot {
namespace {

std::string to_string(const HeapType& heap) {
  if (heap.is_index) return std::to_string(heap.code);
  switch (static_cast<AbstractHeap>(heap.code)) {
    case AbstractHeap::NoExn: return "noexn";
    case AbstractHeap::NoFunc: return "nofunc";
    case AbstractHeap::NoExtern: return "noextern";
    case AbstractHeap::None: return "none";
    case AbstractHeap::Func: return "func";
    case AbstractHeap::Extern: return "extern";
    case AbstractHeap::Any: return "any";
    case AbstractHeap::Eq: return "eq";
    case AbstractHeap::I31: return "i31";
    case AbstractHeap::Struct: return "struct";
    case AbstractHeap::Array: return "array";
    case AbstractHeap::Exn: return "exn";
  }
  return "unknown";
}

/// The shorthands are regular, apart from the bottom types: (ref null none) is nullref, (ref null nofunc) nullfuncref.
std::string reference_to_string(const ValType& type) {
  const std::string heap = to_string(type.heap);
  if (!type.nullable) return "(ref " + heap + ")";
  if (type.heap.is_index) return "(ref null " + heap + ")";
  if (heap == "none") return "nullref";
  if (heap.starts_with("no")) return "null" + heap.substr(2) + "ref";
  return heap + "ref";
}

std::string to_string(const std::vector<ValType>& types) {
  std::string text = "[";
  for (const ValType& type : types) {
    if (text.size() > 1) text += ' ';
    text += to_string(type);
  }
  return text + "]";
}

}  // namespace

std::string to_string(const ValType& type) {
  switch (type.kind) {
    case ValKind::I32: return "i32";
    case ValKind::I64: return "i64";
    case ValKind::F32: return "f32";
    case ValKind::F64: return "f64";
    case ValKind::V128: return "v128";
    case ValKind::Ref: return reference_to_string(type);
    case ValKind::Bottom: break;
  }
  return "unknown";
}

std::string to_string(const FuncType& type) { return to_string(type.params) + " -> " + to_string(type.results); }

}  // namespace ingot
