#include "member/catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <watercooler/rumor.hpp>

using namespace watercooler;
using namespace watercooler::member;

namespace {
std::string folded(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}
}  // namespace

TEST_CASE("the catalogue has at least 500 books, whole lines only, none twice") {
    const auto books = parse_catalogue(catalogue_text());
    CHECK(books.size() >= 500);
    CHECK(static_cast<std::size_t>(std::ranges::count(catalogue_text(), '\n')) == books.size() + 1);  // and a header
    std::set<std::string> titles;
    for (const auto& book : books) {
        CAPTURE(book.title);
        CHECK(titles.insert(folded(book.title)).second);
        CHECK(check_payload(book.title));
        CHECK(book.title.size() <= 80);
        CHECK(book.year > -3000);
        CHECK(book.year <= 2026);
    }
}

TEST_CASE("any book can be had by its place") {
    const auto books = parse_catalogue(catalogue_text());
    REQUIRE(catalogue_size() == books.size());
    for (const std::size_t index : {std::size_t{0}, books.size() / 2, books.size() - 1})
        CHECK(catalogue_at(index).title == books[index].title);
}

TEST_CASE("lines of another shape are left out") {
    CHECK(parse_catalogue("title\tauthor\tyear\nDune\tFrank Herbert\t1965\nbroken\n\tnobody\t1\nOdyssey\tHomer\t-700\n")
              .size() == 2);
    CHECK(parse_catalogue("").empty());
    CHECK(parse_catalogue("title\tauthor\tyear\nDune\tFrank Herbert\t19x5").empty());
}
