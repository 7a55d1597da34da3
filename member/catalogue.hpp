#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace watercooler::member {

/// One book of the catalogue that the project ships (data/books.tsv).
struct Book {
    std::string_view title;
    std::string_view author;
    int year = 0;  // of first publication; negative: before our era
};

/// Reads the catalogue's form: a header line, then `title<TAB>author<TAB>year`. Lines of any other shape are left out.
/// The views point into `text`.
std::vector<Book> parse_catalogue(std::string_view text);

/// The catalogue inside this program.
std::string_view catalogue_text();

/// How many books the catalogue has, and the one at `index` (below that count: asserted). Nothing is kept in memory.
std::size_t catalogue_size();
Book catalogue_at(std::size_t index);

}  // namespace watercooler::member
