// Rewrites the command line before CLI11 sees it.
#include "compiler/driver/command_line.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace ingot {
namespace {

constexpr std::string_view kLinkerPrefix = "-Wl,";

/// Splits the text of a response file into words.
std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (size_t i = 0; i < text.size(); i++) {
    const char c = text[i];
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (space && !quote) {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
      continue;
    }
    in_word = true;
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      word += text[++i];
    } else if (quote ? c == quote : (c == '"' || c == '\'')) {
      quote = quote ? 0 : c;
    } else {
      word += c;
    }
  }
  if (in_word) words.push_back(std::move(word));
  return words;
}

Expected<std::vector<std::string>> read_response_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return std::unexpected(Diagnostic{.message = "cannot read response file '" + path + "'", .usage = true});
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return split_words(text);
}

std::string rewrite_spelling(std::string argument) {
  for (const Spelling& spelling : kSpellings) {
    if (spelling.prefix ? !argument.starts_with(spelling.typed) : argument != spelling.typed) continue;
    return argument.replace(0, spelling.typed.size(), spelling.parsed);
  }
  return argument;
}

/// "-Wl,-z,now" passes two arguments, as compilers do.
void split_linker_arguments(std::string_view argument, std::vector<std::string>& words) {
  while (!argument.empty()) {
    argument.remove_prefix(argument.find(',') + 1);
    const std::string_view part = argument.substr(0, argument.find(','));
    words.push_back("--linker-argument=" + std::string(part));
    argument.remove_prefix(part.size());
  }
}

}  // namespace

Expected<std::vector<std::string>> expand_response_files(std::vector<std::string> arguments) {
  std::vector<std::string> expanded;
  bool ours = true;  // until "--": what follows belongs to the program
  for (std::string& argument : arguments) {
    ours = ours && argument != "--";
    if (!ours || argument.size() < 2 || argument[0] != '@') {
      expanded.push_back(std::move(argument));
      continue;
    }
    std::vector<std::string> words = INGOT_TRY(read_response_file(argument.substr(1)));
    std::ranges::move(words, std::back_inserter(expanded));
  }
  return expanded;
}

void rewrite_spellings(std::vector<std::string>& arguments) {
  std::vector<std::string> rewritten;
  bool ours = true;
  for (std::string& argument : arguments) {
    ours = ours && argument != "--";
    if (ours && argument.starts_with(kLinkerPrefix)) {
      split_linker_arguments(argument, rewritten);
    } else {
      rewritten.push_back(ours ? rewrite_spelling(std::move(argument)) : std::move(argument));
    }
  }
  arguments = std::move(rewritten);
}

std::string_view option_without_value(const std::vector<std::string>& arguments) {
  for (const std::string_view argument : arguments)
    if (argument.starts_with("--") && argument.find('=') == argument.size() - 1)
      return argument.substr(0, argument.size() - 1);
  return {};
}

std::vector<std::string> take_program_arguments(std::vector<std::string>& arguments) {
  const std::vector<std::string>::iterator dashes = std::ranges::find(arguments, "--");
  if (dashes == arguments.end()) return {};
  std::vector<std::string> rest(dashes + 1, arguments.end());
  arguments.erase(dashes, arguments.end());
  return rest;
}

}  // namespace ingot
