// Counts words with iostream and map: what a C++ program of everyday size pulls in.
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

int main() {
  std::map<std::string, int> counts;
  std::string word;
  while (std::cin >> word) ++counts[word];
  for (const auto& [text, count] : counts) std::cout << std::setw(8) << count << ' ' << text << '\n';
  std::ostringstream summary;
  summary << std::fixed << std::setprecision(3) << 3.14159 * static_cast<double>(counts.size());
  std::cout << counts.size() << " words, " << summary.str() << std::endl;
}
