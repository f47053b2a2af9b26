// Parses each line of standard input with nlohmann's json and prints the value or the error; then asks values for what
// they are not. The library's answer to all of it is an exception.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

using nlohmann::json;

static void misuse(const json& value) {
  try {
    std::printf("  number %d\n", value.get<int>());
  } catch (const json::type_error& error) {
    std::printf("  %d %s\n", error.id, error.what());
  }
  try {
    std::printf("  element %s\n", value.at(2).dump().c_str());
  } catch (const json::exception& error) {
    std::printf("  %d %s\n", error.id, error.what());
  }
  try {
    std::printf("  pointer %s\n", value.at(json::json_pointer("/a/1/b")).dump().c_str());
  } catch (const json::exception& error) {
    std::printf("  %d %s\n", error.id, error.what());
  }
  try {
    std::printf("  patched %s\n",
                value.patch(json::parse(R"([{"op": "replace", "path": "/a", "value": 1}])")).dump().c_str());
  } catch (const json::out_of_range& error) {
    std::printf("  %d %s\n", error.id, error.what());
  } catch (const std::exception& error) {
    std::printf("  other: %s\n", error.what());
  }
}

int main() {
  std::string line;
  int failures = 0;
  for (int byte; (byte = std::getchar()) != EOF;) {
    if (byte != '\n') {
      line.push_back(static_cast<char>(byte));
      continue;
    }
    try {
      json value = json::parse(line);
      std::printf("%s\n", value.dump().c_str());
      misuse(value);
    } catch (const json::parse_error& error) {
      std::printf("%d at %zu: %s\n", error.id, error.byte, error.what());
      ++failures;
    } catch (const std::exception& error) {
      std::printf("other: %s\n", error.what());
    }
    line.clear();
  }
  std::printf("%d failures\n", failures);
  return 0;
}
