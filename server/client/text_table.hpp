#pragma once

#include <string>
#include <vector>

namespace aula::cli {

/// Columns under headings, for people: as wide as needed, numbers to the right.
class text_table {
public:
    explicit text_table(std::vector<std::string> headings);

    /// Missing cells are empty; cells beyond the headings are left out.
    void add(std::vector<std::string> cells);

    std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;  ///< The headings first.
};

}  // namespace aula::cli
