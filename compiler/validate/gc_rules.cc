// One function per family of instructions.
#include "compiler/validate/gc_rules.h"

namespace ingot {
namespace {

constexpr ValType nullable(AbstractHeap heap) { return ValType::ref(HeapType::abstract(heap), true); }
ValType reference_to(uint32_t typeidx, bool is_nullable) { return ValType::ref(HeapType::index(typeidx), is_nullable); }

bool defaultable(const FieldType& field) { return !field.type.is_ref() || field.type.nullable; }

/// The top of the hierarchy that a heap type belongs to.
AbstractHeap top_of(const Module& module, const HeapType& heap) {
  if (heap.is_index) {
    return module.types[heap.code].kind == CompositeKind::Func ? AbstractHeap::Func : AbstractHeap::Any;
  }
  switch (static_cast<AbstractHeap>(heap.code)) {
    case AbstractHeap::Func:
    case AbstractHeap::NoFunc: return AbstractHeap::Func;
    case AbstractHeap::Extern:
    case AbstractHeap::NoExtern: return AbstractHeap::Extern;
    case AbstractHeap::Exn:
    case AbstractHeap::NoExn: return AbstractHeap::Exn;
    default: return AbstractHeap::Any;
  }
}

}  // namespace

std::unexpected<Diagnostic> GcRules::fail_here(std::string message) const {
  return fail_at(types_.offset(), std::move(message));
}

Expected<void> GcRules::check(const OpInfo& op) {
  switch (op.op) {
    case Op::RefEq: INGOT_TRY(types_.pop(nullable(AbstractHeap::Eq))); return unary(nullable(AbstractHeap::Eq), kI32);
    case Op::StructNew: return struct_new(false);
    case Op::StructNewDefault: return struct_new(true);
    case Op::StructGet:
    case Op::StructGetS:
    case Op::StructGetU:
    case Op::StructSet: return struct_access(op.op);
    case Op::ArrayNew:
    case Op::ArrayNewDefault:
    case Op::ArrayNewFixed: return array_new(op.op);
    case Op::ArrayNewData:
    case Op::ArrayNewElem: return array_new_from_segment(op.op);
    case Op::ArrayGet:
    case Op::ArrayGetS:
    case Op::ArrayGetU:
    case Op::ArraySet: return array_access(op.op);
    case Op::ArrayLen: return unary(nullable(AbstractHeap::Array), kI32);
    case Op::ArrayFill: return array_fill();
    case Op::ArrayCopy: return array_copy();
    case Op::ArrayInitData:
    case Op::ArrayInitElem: return array_init(op.op);
    case Op::AnyConvertExtern: return convert(AbstractHeap::Extern, AbstractHeap::Any);
    case Op::ExternConvertAny: return convert(AbstractHeap::Any, AbstractHeap::Extern);
    case Op::RefI31: return unary(kI32, ValType::ref(HeapType::abstract(AbstractHeap::I31), false));
    case Op::I31GetS:
    case Op::I31GetU: return unary(nullable(AbstractHeap::I31), kI32);
    default: return cast(op.op);
  }
}

size_t GcRules::result_count(Op op) {
  switch (op) {
    case Op::StructSet:
    case Op::ArraySet:
    case Op::ArrayFill:
    case Op::ArrayCopy:
    case Op::ArrayInitData:
    case Op::ArrayInitElem: return 0;
    default: return 1;
  }
}

Expected<void> GcRules::unary(const ValType& operand, const ValType& result) {
  INGOT_TRY(types_.pop(operand));
  types_.push(result);
  return {};
}

Expected<void> GcRules::pop_i32s(unsigned count) {
  for (unsigned i = 0; i < count; ++i) INGOT_TRY(types_.pop(kI32));
  return {};
}

Expected<void> GcRules::check_packing(Op op, const FieldType& field) const {
  const bool plain = op == Op::StructGet || op == Op::ArrayGet;
  if (plain == (field.packed == PackedKind::None)) return {};
  return fail_here(plain ? "type mismatch: field is packed, its sign extension must be chosen"
                         : "type mismatch: field is not packed");
}

Expected<void> GcRules::struct_new(bool with_defaults) {
  const uint32_t typeidx = INGOT_TRY(read_.struct_type());
  const std::vector<FieldType>& fields = module_.types[typeidx].fields;
  for (size_t i = fields.size(); i > 0; --i) {
    if (!with_defaults) {
      INGOT_TRY(types_.pop(fields[i - 1].type));
    } else if (!defaultable(fields[i - 1])) {
      return fail_here("type mismatch: field " + std::to_string(i - 1) + " has no default value");
    }
  }
  types_.push(reference_to(typeidx, false));
  return {};
}

Expected<void> GcRules::struct_access(Op op) {
  const uint32_t typeidx = INGOT_TRY(read_.struct_type());
  const uint32_t fieldidx = INGOT_TRY(read_.field(typeidx));
  const FieldType& field = module_.types[typeidx].fields[fieldidx];
  if (op == Op::StructSet) {
    if (!field.is_mutable) return fail_here("immutable field " + std::to_string(fieldidx));
    INGOT_TRY(types_.pop(field.type));
    INGOT_TRY(types_.pop(reference_to(typeidx, true)));
    return {};
  }
  INGOT_CHECK(check_packing(op, field));
  return unary(reference_to(typeidx, true), field.type);
}

Expected<void> GcRules::array_new(Op op) {
  const uint32_t typeidx = INGOT_TRY(read_.array_type());
  if (op == Op::ArrayNewFixed) {
    const uint32_t count = INGOT_TRY(read_.u32());
    if (count > kMaxFixedArrayLength) return fail_here("array.new_fixed of more than 10000 elements");
    for (uint32_t i = 0; i < count; ++i) INGOT_TRY(types_.pop(element(typeidx).type));
  } else {
    INGOT_TRY(types_.pop(kI32));
    if (op == Op::ArrayNew) {
      INGOT_TRY(types_.pop(element(typeidx).type));
    } else if (!defaultable(element(typeidx))) {
      return fail_here("type mismatch: the elements have no default value");
    }
  }
  types_.push(reference_to(typeidx, false));
  return {};
}

Expected<void> GcRules::check_data_element(const FieldType& element) const {
  if (element.type.is_ref()) return fail_here("array type is not numeric or vector");
  return {};
}

Expected<void> GcRules::check_elem_element(uint32_t elemidx, const FieldType& element) const {
  const ValType& type = module_.elems[elemidx].type;
  if (subtypes_.matches(type, element.type) && element.packed == PackedKind::None) return {};
  return fail_here("type mismatch: elements of type " + to_string(type) + " in an array of " + to_string(element.type));
}

Expected<void> GcRules::array_new_from_segment(Op op) {
  const uint32_t typeidx = INGOT_TRY(read_.array_type());
  if (op == Op::ArrayNewData) {
    INGOT_TRY(read_.data());
    INGOT_CHECK(check_data_element(element(typeidx)));
  } else {
    INGOT_CHECK(check_elem_element(INGOT_TRY(read_.elem()), element(typeidx)));
  }
  INGOT_CHECK(pop_i32s(2));
  types_.push(reference_to(typeidx, false));
  return {};
}

Expected<void> GcRules::array_access(Op op) {
  const uint32_t typeidx = INGOT_TRY(read_.array_type());
  const FieldType& field = element(typeidx);
  if (op == Op::ArraySet) {
    if (!field.is_mutable) return fail_here("immutable array");
    INGOT_TRY(types_.pop(field.type));
    INGOT_TRY(types_.pop(kI32));
    INGOT_TRY(types_.pop(reference_to(typeidx, true)));
    return {};
  }
  INGOT_CHECK(check_packing(op, field));
  INGOT_TRY(types_.pop(kI32));
  return unary(reference_to(typeidx, true), field.type);
}

Expected<void> GcRules::array_fill() {
  const uint32_t typeidx = INGOT_TRY(read_.array_type());
  if (!element(typeidx).is_mutable) return fail_here("immutable array");
  INGOT_TRY(types_.pop(kI32));
  INGOT_TRY(types_.pop(element(typeidx).type));
  INGOT_TRY(types_.pop(kI32));
  INGOT_TRY(types_.pop(reference_to(typeidx, true)));
  return {};
}

Expected<void> GcRules::array_copy() {
  const uint32_t dest = INGOT_TRY(read_.array_type());
  const uint32_t source = INGOT_TRY(read_.array_type());
  if (!element(dest).is_mutable) return fail_here("immutable array");
  if (element(dest).packed != element(source).packed || !subtypes_.matches(element(source).type, element(dest).type)) {
    return fail_here("array types do not match");
  }
  INGOT_CHECK(pop_i32s(2));
  INGOT_TRY(types_.pop(reference_to(source, true)));
  INGOT_TRY(types_.pop(kI32));
  INGOT_TRY(types_.pop(reference_to(dest, true)));
  return {};
}

Expected<void> GcRules::array_init(Op op) {
  const uint32_t typeidx = INGOT_TRY(read_.array_type());
  const uint32_t segment = INGOT_TRY(op == Op::ArrayInitData ? read_.data() : read_.elem());
  if (!element(typeidx).is_mutable) return fail_here("immutable array");
  if (op == Op::ArrayInitData) {
    INGOT_CHECK(check_data_element(element(typeidx)));
  } else {
    INGOT_CHECK(check_elem_element(segment, element(typeidx)));
  }
  INGOT_CHECK(pop_i32s(3));
  INGOT_TRY(types_.pop(reference_to(typeidx, true)));
  return {};
}

Expected<void> GcRules::cast(Op op) {
  const HeapType heap = INGOT_TRY(read_.heap_type());
  const bool is_nullable = op == Op::RefTestNull || op == Op::RefCastNull;
  const bool is_test = op == Op::RefTest || op == Op::RefTestNull;
  return unary(nullable(top_of(module_, heap)), is_test ? kI32 : ValType::ref(heap, is_nullable));
}

/// Nullability is kept.
Expected<void> GcRules::convert(AbstractHeap from, AbstractHeap to) {
  const ValType operand = INGOT_TRY(types_.pop(nullable(from)));
  types_.push(ValType::ref(HeapType::abstract(to), operand.is_ref() && operand.nullable));
  return {};
}

}  // namespace ingot
