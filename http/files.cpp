#include "http/files.hpp"

#include <charconv>
#include <utility>
#include <watercooler/assert.hpp>

namespace watercooler::http {
namespace {

constexpr std::string_view first_line = "watercooler-pack/1\n";
/// Style attributes are set by script, through the style sheet's own interface, so no inline style is needed either.
constexpr auto page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What stands before the next `mark`; `rest` goes on behind it.
std::string_view cut(std::string_view& rest, char mark) {
    const auto end = rest.find(mark);
    const auto piece = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return piece;
}

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    WATERCOOLER_ASSERT(parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size());
    return value;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// `;q=0` and `;q=0.000` refuse; any other weight takes.
bool refuses(std::string_view parameters) {
    const auto at = parameters.find("q=");
    return at != std::string_view::npos &&
           trimmed(parameters.substr(at + 2)).find_first_not_of("0.") == std::string::npos;
}

/// Whether If-None-Match has that tag; a weak one fits as well, RFC 9110, 13.1.2.
bool fits(std::string_view wanted, std::string_view etag) {
    while (!wanted.empty()) {
        auto each = trimmed(cut(wanted, ','));
        if (each.starts_with("W/")) each.remove_prefix(2);
        if (each == "*" || each == etag) return true;
    }
    return false;
}

}  // namespace

bool takes_encoding(std::string_view accepted, std::string_view encoding) {
    while (!accepted.empty()) {
        auto each = cut(accepted, ',');
        const auto name = trimmed(cut(each, ';'));
        if (equal_in_any_case(name, encoding)) return !refuses(each);
    }
    return false;
}

Files::Files(std::string_view pack) {
    if (pack.empty()) return;
    WATERCOOLER_ASSERT(pack.starts_with(first_line));
    const auto end = pack.find("\n\n");
    WATERCOOLER_ASSERT(end != std::string_view::npos);
    body_ = pack.substr(end + 2);
    auto head = pack.substr(first_line.size(), end - first_line.size());
    while (!head.empty()) files_.push_back(read_line(cut(head, '\n')));
}

Files::File Files::read_line(std::string_view line) const {
    File file;
    file.pattern = cut(line, '\t');
    file.type = cut(line, '\t');
    file.etag = cut(line, '\t');
    for (auto* part : {&file.identity, &file.gzip, &file.brotli}) {
        part->at = number(cut(line, '\t'));
        part->size = number(cut(line, '\t'));
        WATERCOOLER_ASSERT(part->at <= body_.size() && part->size <= body_.size() - part->at);
    }
    return file;
}

void Files::add_to(Router& router) const {
    for (const auto& file : files_)
        router.add("GET", std::string{file.pattern},
                   [this, &file](const Request& request, const Reply& reply) { reply(answer(file, request)); });
}

Response Files::answer(const File& file, const Request& request) const {
    const auto accepted = request.header("Accept-Encoding").value_or("");
    const std::string_view encoding = takes_encoding(accepted, "br")     ? "br"
                                      : takes_encoding(accepted, "gzip") ? "gzip"
                                                                         : "";
    const auto etag = "\"" + std::string{file.etag} + (encoding.empty() ? "" : "-" + std::string{encoding}) + "\"";
    if (!fits(request.header("If-None-Match").value_or(""), etag)) return whole(file, encoding, etag);
    Response unchanged;
    unchanged.status = 304;
    unchanged.headers = {{"ETag", etag}, {"Cache-Control", "no-cache"}, {"Vary", "Accept-Encoding"}};
    return unchanged;
}

Response Files::whole(const File& file, std::string_view encoding, std::string etag) const {
    const auto& part = encoding == "br" ? file.brotli : encoding == "gzip" ? file.gzip : file.identity;
    Response response;
    response.content_type = std::string{file.type};
    response.content_security_policy = page_policy;
    response.body = std::string{body_.substr(part.at, part.size)};
    response.headers = {{"ETag", std::move(etag)}, {"Cache-Control", "no-cache"}, {"Vary", "Accept-Encoding"}};
    if (!encoding.empty()) response.headers.push_back({"Content-Encoding", std::string{encoding}});
    return response;
}

}  // namespace watercooler::http
