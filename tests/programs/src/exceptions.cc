// C++ exceptions of all kinds, each printed as it goes: destructors along ten frames, rethrown, nested and stored
// exceptions, hierarchies with several bases, and those that the standard library throws. With an argument, ends in a
// way of its own: `uncaught`, `noexcept`, `many` (how deep and how often is still cheap).
#include <any>
#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace {

struct Trace {
  const char* name;
  int number;
  Trace(const char* name, int number) : name(name), number(number) {}
  ~Trace() { std::printf(" ~%s%d", name, number); }
};

struct Left {
  virtual ~Left() = default;
  int left = 1;
};
struct Right {
  virtual ~Right() = default;
  virtual int value() const { return 2; }
  int right = 2;
};
struct Both : Left, virtual Right {
  explicit Both(int own) : own(own) {}
  int value() const override { return own; }
  int own;
};
class Failure : public std::runtime_error {
 public:
  Failure(const std::string& what, int code) : std::runtime_error(what), code(code) {}
  int code;
};

[[gnu::noinline]] int frames(int depth, int kind) {
  Trace trace("f", depth);
  if (depth > 0) return frames(depth - 1, kind) + 1;
  switch (kind) {
    case 0: throw 42;
    case 1: throw Failure("from the bottom", 7);
    case 2: throw Both(30);
    case 3: throw "text";
    case 4: throw std::make_unique<int>(5);
    default: return 0;
  }
}

int catch_kind(int kind) {
  try {
    return frames(10, kind);
  } catch (int number) {
    return std::printf(" int %d\n", number), 100;
  } catch (const std::logic_error&) {
    return std::printf(" wrong\n"), 101;
  } catch (const std::exception& failure) {
    auto* exact = dynamic_cast<const Failure*>(&failure);
    return std::printf(" %s %d\n", failure.what(), exact ? exact->code : -1), 102;
  } catch (const Right& right) {
    return std::printf(" right %d %d\n", right.value(), right.right), 103;
  } catch (const char* text) {
    return std::printf(" %s\n", text), 104;
  } catch (...) {
    return std::printf(" something\n"), 105;
  }
}

void rethrow() {
  try {
    try {
      try {
        frames(2, 1);
      } catch (std::exception& failure) {
        Trace trace("inner", 0);
        std::printf(" caught %s", failure.what());
        throw;
      }
    } catch (Failure& failure) {
      failure.code = 8;
      std::throw_with_nested(std::out_of_range("outer"));
    }
  } catch (const std::logic_error& failure) {
    std::printf(" %s", failure.what());
    try {
      std::rethrow_if_nested(failure);
    } catch (const Failure& inner) {
      std::printf(" because of %s %d\n", inner.what(), inner.code);
    }
  }
}

struct Part {
  explicit Part(int number) : trace("part", number) {
    if (number == 3) throw Failure("third part", number);
  }
  Trace trace;
};
struct Whole {
  Trace first{"whole", 1};
  std::unique_ptr<Part> parts[5];
  Whole() try : first("whole", 2) {
    for (int i = 0; i < 5; ++i) parts[i] = std::make_unique<Part>(i);
  } catch (const Failure& failure) {
    std::printf(" constructor: %s", failure.what());
  }
};

void constructors() {
  try {
    Whole whole;
  } catch (const Failure& failure) {
    std::printf(" caller: %d\n", failure.code);
  }
  static int made = 0;
  struct Counted {
    int number = made++;
    Counted() {
      if (number == 4) throw number;
    }
    ~Counted() { std::printf(" ~%d", number); }
  };
  try {
    delete[] new Counted[10];
  } catch (int number) {
    std::printf(" array stopped at %d\n", number);
  }
}

struct Quiet {
  ~Quiet() {
    int before = std::uncaught_exceptions();
    try {
      throw 1;
    } catch (int) {
    }
    std::printf(" (%d uncaught, %d after)", before, std::uncaught_exceptions());
  }
};

void within_destructors() {
  try {
    Quiet outside;
    Quiet inside;
    throw 2.5;
  } catch (double number) {
    std::printf(" %g\n", number);
  }
}

void stored() {
  std::vector<std::exception_ptr> kept;
  for (int kind = 0; kind < 5; ++kind) {
    try {
      frames(0, kind);
    } catch (...) {
      kept.push_back(std::current_exception());
    }
  }
  for (const auto& pointer : kept) {
    try {
      std::rethrow_exception(pointer);
    } catch (const Left& left) {
      std::printf(" left%d", left.left);
    } catch (int number) {
      std::printf(" %d", number);
    } catch (...) {
      std::printf(" other");
    }
  }
  std::printf("\n");
}

template <class Expected>
void library(const char* name, const std::function<void()>& action) {
  try {
    action();
    std::printf(" %s: nothing", name);
  } catch (const Expected&) {
    std::printf(" %s", name);
  } catch (const std::exception& failure) {
    std::printf(" %s: %s", name, failure.what());
  }
}

void from_the_library() {
  std::vector<int> numbers(3);
  std::string text = "text";
  library<std::out_of_range>("at", [&] { numbers.at(3) = 1; });
  library<std::out_of_range>("substr", [&] { text.substr(9); });
  library<std::length_error>("reserve", [&] { numbers.reserve(numbers.max_size() + 1); });
  library<std::length_error>("resize", [&] { text.resize(text.max_size() + 1); });
  library<std::invalid_argument>("stoi", [] { (void)std::stoi("none"); });
  library<std::out_of_range>("stoi range", [] { (void)std::stoi("99999999999"); });
  library<std::out_of_range>("stod range", [] { (void)std::stod("1e999"); });
  library<std::bad_alloc>("new", [] { ::operator delete(::operator new(static_cast<std::size_t>(-1) / 2)); });
  library<std::bad_cast>("cast", [] {
    Both both(1);
    Right& right = both;
    (void)dynamic_cast<Failure&>(right);
  });
  library<std::bad_function_call>("function", [] { std::function<void()>()(); });
  library<std::bad_optional_access>("optional", [] { (void)std::optional<int>().value(); });
  library<std::bad_variant_access>("variant", [] { (void)std::get<1>(std::variant<int, char>(1)); });
  library<std::bad_any_cast>("any", [] { (void)std::any_cast<int>(std::any(1.0)); });
  library<std::regex_error>("regex", [] { std::regex broken("(a"); });
  library<std::ios_base::failure>("stream", [] {
    std::istringstream stream("x");
    stream.exceptions(std::ios_base::failbit);
    int number = 0;
    stream >> number;
  });
  library<std::bad_weak_ptr>("weak", [] { std::shared_ptr<int> pointer{std::weak_ptr<int>()}; });
  std::printf("\n");
}

[[gnu::noinline]] int sometimes(int number) {
  if (number % 7 == 0) throw number;
  return number;
}

[[gnu::noinline]] long long down(int depth) {
  std::string kept(depth % 40, 'x');
  return depth == 0 ? throw Failure("deep", 1) : down(depth - 1) + static_cast<long long>(kept.size());
}

void many() {
  long long sum = 0;
  for (int i = 0; i < 100000; ++i) {
    try {
      sum += sometimes(i);
    } catch (int number) {
      sum -= number;
    }
  }
  try {
    sum += down(5000);
  } catch (const Failure& failure) {
    sum += failure.code;
  }
  std::printf("%lld\n", sum);
}

void no_way_out() noexcept { frames(1, 0); }

}  // namespace

int main(int argc, char** argv) {
  const char* mode = argc > 1 ? argv[1] : "";
  if (std::strcmp(mode, "many") == 0) return many(), 0;
  if (std::strcmp(mode, "uncaught") == 0) return frames(1, 1);
  if (std::strcmp(mode, "noexcept") == 0) return no_way_out(), 0;
  for (int kind = 0; kind < 6; ++kind) std::printf("= %d\n", catch_kind(kind));
  rethrow();
  constructors();
  within_destructors();
  stored();
  from_the_library();
  return 0;
}
