#include "http/message.hpp"

#include <algorithm>
#include <watercooler/assert.hpp>

#include "http/utf8.hpp"

namespace watercooler::http {
namespace {

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

std::optional<std::string_view> find_header(const std::vector<Field>& headers, std::string_view name) {
    for (const auto& field : headers) {
        if (equal_in_any_case(field.name, name)) return field.value;
    }
    return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

void append_escaped(std::string& out, unsigned char byte) {
    switch (byte) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    if (byte >= 0x20 && byte != 0x7f) {
        out += static_cast<char>(byte);
        return;
    }
    const char* digits = "0123456789abcdef";
    out += "\\u00";
    out += digits[byte >> 4];
    out += digits[byte & 15];
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view name) const { return find_header(headers, name); }

std::size_t Request::header_count(std::string_view name) const {
    return static_cast<std::size_t>(std::count_if(
        headers.begin(), headers.end(), [&](const Field& field) { return equal_in_any_case(field.name, name); }));
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
    for (const auto& field : query) {
        if (field.name == name) return field.value;
    }
    return std::nullopt;
}

const std::string& Request::capture(std::string_view name) const {
    const auto found = std::find_if(captures.begin(), captures.end(), [&](const Field& f) { return f.name == name; });
    WATERCOOLER_ASSERT(found != captures.end());
    return found->value;
}

std::optional<std::string_view> Response::header(std::string_view name) const { return find_header(headers, name); }

Response error_response(unsigned status, std::string_view code, std::string_view message, std::string_view hint) {
    Response response;
    response.status = status;
    response.body = "{\"error\":{\"code\":" + json_quoted(code) + ",\"message\":" + json_quoted(message) +
                    ",\"hint\":" + json_quoted(hint) + "}}\n";
    return response;
}

std::string json_quoted(std::string_view text) {
    std::string out = "\"";
    while (!text.empty()) {
        const auto size = utf8_size(text);
        if (size == 0) {
            out += "\xEF\xBF\xBD";
        } else if (size == 1) {
            append_escaped(out, static_cast<unsigned char>(text.front()));
        } else {
            out += text.substr(0, size);
        }
        text.remove_prefix(size == 0 ? 1 : size);
    }
    return out + '"';
}

bool equal_in_any_case(std::string_view text, std::string_view other) {
    return std::equal(text.begin(), text.end(), other.begin(), other.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

bool has_word(std::string_view list, std::string_view word) {
    while (true) {
        const auto comma = list.find(',');
        if (equal_in_any_case(trimmed(list.substr(0, comma)), word)) return true;
        if (comma == std::string_view::npos) return false;
        list.remove_prefix(comma + 1);
    }
}

bool is_websocket_upgrade(const Request& request) {
    const auto named = [&](std::string_view name, std::string_view word) {
        return std::any_of(request.headers.begin(), request.headers.end(), [&](const Field& field) {
            return equal_in_any_case(field.name, name) && has_word(field.value, word);
        });
    };
    return request.method == "GET" && named("Connection", "upgrade") && named("Upgrade", "websocket");
}

bool from_loopback(const Request& request) {
    return request.remote_address == "::1" || request.remote_address.starts_with("127.");
}

std::string_view status_text(unsigned status) {
    switch (status) {
        case 100:
            return "Continue";
        case 101:
            return "Switching Protocols";
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 411:
            return "Length Required";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 421:
            return "Misdirected Request";
        case 422:
            return "Unprocessable Content";
        case 426:
            return "Upgrade Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 505:
            return "HTTP Version Not Supported";
        case 507:
            return "Insufficient Storage";
        default:
            return "Unknown";
    }
}

}  // namespace watercooler::http
