#include "member/catalogue.hpp"

#include <charconv>
#include <optional>
#include <watercooler/assert.hpp>

#include "member/assets.hpp"

namespace watercooler::member {
namespace {

std::string_view take_until(std::string_view& text, char end) {
    const auto at = text.find(end);
    const auto taken = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return taken;
}

std::optional<Book> parse_line(std::string_view line) {
    Book book;
    book.title = take_until(line, '\t');
    book.author = take_until(line, '\t');
    const auto parsed = std::from_chars(line.data(), line.data() + line.size(), book.year);
    const bool whole = parsed.ec == std::errc{} && parsed.ptr == line.data() + line.size();
    if (book.title.empty() || book.author.empty() || !whole) return std::nullopt;
    return book;
}

}  // namespace

std::vector<Book> parse_catalogue(std::string_view text) {
    std::vector<Book> books;
    take_until(text, '\n');  // the header
    while (!text.empty())
        if (const auto book = parse_line(take_until(text, '\n'))) books.push_back(*book);
    return books;
}

std::string_view catalogue_text() { return asset("books.tsv"); }

std::size_t catalogue_size() {
    static const auto size = parse_catalogue(catalogue_text()).size();
    return size;
}

Book catalogue_at(std::size_t index) {
    WATERCOOLER_ASSERT(index < catalogue_size());
    auto text = catalogue_text();
    take_until(text, '\n');
    for (;;) {  // line by line, so that a pick costs no memory
        const auto book = parse_line(take_until(text, '\n'));
        if (book && index-- == 0) return *book;
    }
}

}  // namespace watercooler::member
