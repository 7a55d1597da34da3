#include "http/response_text.hpp"

#include <watercooler/assert.hpp>

namespace watercooler::http {
namespace {

constexpr std::string_view strictest_policy =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

bool is_html(std::string_view content_type) {
    return equal_in_any_case(content_type.substr(0, content_type.find(';')), "text/html");
}

// A value that came from outside must not begin a new header, nor a new answer.
std::string one_line(std::string_view value) {
    std::string line{value};
    for (auto& letter : line) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte < 0x20 || byte == 0x7f) letter = ' ';
    }
    return line;
}

void append(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    out += one_line(value);
    out += "\r\n";
}

void append_extra(std::string& out, const Field& field) {
    constexpr std::string_view cors = "Access-Control-";
    WATERCOOLER_ASSERT(!equal_in_any_case(std::string_view{field.name}.substr(0, cors.size()), cors));
    WATERCOOLER_ASSERT(field.name.find_first_of("\r\n: ") == std::string::npos);
    append(out, field.name, field.value);
}

}  // namespace

const std::vector<Field>& safety_headers() {
    static const std::vector<Field> headers{
        {"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}, {"Referrer-Policy", "no-referrer"}};
    return headers;
}

std::string response_text(const Response& response, Framing framing) {
    const bool bodiless = response.status == 204 || response.status == 304;
    std::string out = "HTTP/1.1 " + std::to_string(response.status) + ' ';
    out += status_text(response.status);
    out += "\r\n";
    if (!bodiless) {
        append(out, "Content-Type", response.content_type);
        append(out, "Content-Length", std::to_string(response.body.size()));
    }
    append(out, "Connection", framing.keep_alive ? "keep-alive" : "close");
    for (const auto& field : safety_headers())
        if (!response.header(field.name)) append(out, field.name, field.value);
    if (is_html(response.content_type)) {
        const auto& policy = response.content_security_policy;
        append(out, "Content-Security-Policy", policy.empty() ? strictest_policy : policy);
    }
    for (const auto& field : response.headers) append_extra(out, field);
    out += "\r\n";
    if (!bodiless && !framing.head) out += response.body;
    return out;
}

}  // namespace watercooler::http
