// ingot::Tag and ingot::Exception.
#include "runtime/instance/objects.h"

namespace ingot {
inline namespace hosted {

using detail::Group;
using detail::HeldException;
using detail::TagObject;

Tag Tag::create(const FuncType& payload) {
  std::shared_ptr<Group> group = Group::create();
  TagObject& object = group->add(TagObject::create(payload, "", 0));
  return Tag({std::move(group), &object});
}

TagType Tag::type() const { return tag_->type; }

std::optional<Exception> Exception::create(const Tag& tag, std::span<const Value> payload) {
  TagObject& object = detail::Access::open(tag);
  const std::vector<ValType>& types = object.type.payload.params;
  if (payload.size() != types.size()) return std::nullopt;
  for (size_t i = 0; i < types.size(); ++i)
    if (payload[i].type() != types[i]) return std::nullopt;
  for (const Value& value : payload) detail::keep_alive(object, value);
  IngotException* exception = object.group->exceptions().allocate(&object.raw);
  if (exception == nullptr) return std::nullopt;
  for (size_t i = 0; i < types.size(); ++i) INGOT_EXCEPTION_PAYLOAD(exception)[i] = detail::to_slot(payload[i]);
  return Exception(std::make_shared<HeldException>(exception));
}

std::optional<Exception> Exception::of(const Trap& trap) {
  if (trap.exception == nullptr) return std::nullopt;
  return Exception(trap.exception);
}

std::optional<Exception> Exception::from(const Value& reference) {
  if (reference.type() != ValType::ExnRef || reference.is_null()) return std::nullopt;
  return Exception(std::make_shared<HeldException>(static_cast<IngotException*>(reference.ref())));
}

Tag Exception::tag() const { return detail::Access::wrap(detail::share(detail::tag_of(*held_->exception))); }

std::vector<Value> Exception::payload() const {
  const std::vector<ValType>& types = detail::tag_of(*held_->exception).type.payload.params;
  std::vector<Value> values;
  for (size_t i = 0; i < types.size(); ++i)
    values.push_back(detail::show_to_host(detail::from_slot(types[i], INGOT_EXCEPTION_PAYLOAD(held_->exception)[i])));
  return values;
}

Trap Exception::as_trap() const {
  Trap trap = Trap::of(TrapKind::UncaughtException);
  trap.exception = held_;
  return trap;
}

Value Exception::reference() const { return detail::show_to_host(Value::exn_ref(held_->exception)); }

}  // namespace hosted
}  // namespace ingot
