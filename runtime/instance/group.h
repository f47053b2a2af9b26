// Which objects live together.
//
// Instances hold pointers into each other: a table of one has functions of another, an import is the other's memory.
// All objects that can reach each other form a group; handles own the group, the group owns the objects, and objects
// point at each other freely. Linking two objects merges their groups. Nothing is freed before the last handle of the
// group is gone, so a function that a failed instance has left in a shared table stays callable.
//
// A group is used by one thread at a time (include/ingot/runtime.h), so nothing here takes a lock. Host functions and
// shared memories are not in groups: they point at nothing, so they are shared between threads and kept alive by
// whoever holds one.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "ingot/types.h"  // declares the inline namespace
#include "runtime/exception/exception_heap.h"

namespace ingot::hosted::detail {

class Group;
struct HostFunction;
struct MemoryObject;

struct Object {
  virtual ~Object() = default;
  Group* group = nullptr;  ///< the owner; kept up to date when groups merge
};

class Group : public std::enable_shared_from_this<Group> {
 public:
  static std::shared_ptr<Group> create() { return std::make_shared<Group>(); }

  /// The group of an object that lives.
  static std::shared_ptr<Group> of(const Object& object) { return object.group->shared_from_this(); }

  /// Makes a and b live together.
  static void merge(const Object& a, const Object& b);

  template <typename T>
  T& add(std::unique_ptr<T> object) {
    T& added = *object;
    added.group = this;
    objects_.push_back(std::move(object));
    return added;
  }

  ~Group() { exceptions_.free_all(); }

  /// All captured exceptions whose tags belong to the group.
  ExceptionHeap& exceptions() { return exceptions_; }
  const std::vector<std::unique_ptr<Object>>& objects() const { return objects_; }

  /// The host function lives as long as the group.
  void keep(std::shared_ptr<HostFunction> function);
  /// The same for a shared memory.
  void keep(std::shared_ptr<MemoryObject> memory);

 private:
  void absorb(const std::shared_ptr<Group>& other);

  ExceptionHeap exceptions_;
  std::vector<std::unique_ptr<Object>> objects_;
  std::unordered_map<HostFunction*, std::shared_ptr<HostFunction>> host_functions_;
  std::unordered_map<MemoryObject*, std::shared_ptr<MemoryObject>> shared_memories_;
  std::shared_ptr<Group> absorbed_by_;  // handles made before the merge own the new group through this one
};

/// A handle's pointer to an object: owns the object's group.
template <typename T>
std::shared_ptr<T> share(T& object) {
  return std::shared_ptr<T>(Group::of(object), &object);
}

}  // namespace ingot::hosted::detail
