// Merging of groups; see group.h.
#include "runtime/instance/group.h"

#include "runtime/instance/objects.h"

namespace ingot::hosted::detail {

void Group::keep(std::shared_ptr<HostFunction> function) {
  HostFunction* key = function.get();
  host_functions_.try_emplace(key, std::move(function));
}

void Group::keep(std::shared_ptr<MemoryObject> memory) {
  MemoryObject* key = memory.get();
  shared_memories_.try_emplace(key, std::move(memory));
}

void Group::merge(const Object& a, const Object& b) {
  if (a.group == b.group) return;
  std::shared_ptr<Group> larger = of(a);
  std::shared_ptr<Group> smaller = of(b);
  if (larger->objects_.size() < smaller->objects_.size()) std::swap(larger, smaller);
  larger->absorb(smaller);
}

// The smaller group moves, so that an object moves at most log2(objects) times.
void Group::absorb(const std::shared_ptr<Group>& other) {
  for (std::unique_ptr<Object>& object : other->objects_) {
    object->group = this;
    objects_.push_back(std::move(object));
  }
  other->objects_.clear();
  host_functions_.merge(other->host_functions_);
  other->host_functions_.clear();
  shared_memories_.merge(other->shared_memories_);
  other->shared_memories_.clear();
  exceptions_.absorb(other->exceptions_);
  other->absorbed_by_ = shared_from_this();
}

}  // namespace ingot::hosted::detail
