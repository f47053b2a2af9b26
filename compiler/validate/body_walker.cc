// The part of the walker that no sink has to do with.
#include "compiler/validate/body_walker.h"

namespace ingot {

std::string place_in_function(const Module& module, uint32_t funcidx, const OpInfo* op) {
  std::string place = "in function " + std::to_string(funcidx);
  const std::string name = function_name(module, funcidx);
  if (!name.starts_with("func[")) place.append(" \"").append(name).append("\"");
  if (op != nullptr) place.append(", at ").append(op->text);
  return place;
}

}  // namespace ingot
