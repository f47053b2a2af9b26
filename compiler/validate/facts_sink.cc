// Lists are collected as they come and made sorted and unique once per body.
#include "compiler/validate/facts_sink.h"

#include <algorithm>
#include <utility>

namespace ingot {

BodyFacts FactsSink::take() {
  for (std::vector<uint32_t>* list :
       {&facts_.callees, &facts_.referenced, &facts_.globals_written, &facts_.tables_written, &facts_.tables_grown,
        &facts_.tables_read, &facts_.tables_called, &facts_.tables_tail_called, &facts_.indirect_types,
        &facts_.datas_used, &facts_.elems_used}) {
    std::ranges::sort(*list);
    const auto repeated = std::ranges::unique(*list);
    list->erase(repeated.begin(), repeated.end());
  }
  has_try_ = false;
  return std::exchange(facts_, {});
}

}  // namespace ingot
