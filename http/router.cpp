#include "http/router.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <utility>
#include <watercooler/assert.hpp>

#include "http/target.hpp"

namespace watercooler::http {
namespace {

constexpr std::size_t near_paths_max = 3;
constexpr std::size_t compared_bytes_max = 100;  // a longer path is a typing mistake in no pattern of ours

bool is_name(std::string_view segment) { return segment.size() > 2 && segment.front() == '{' && segment.back() == '}'; }

using Segments = std::vector<std::string>;

/// What the names of the pattern stand for; nothing if it does not match.
std::optional<std::vector<Field>> match(const Segments& pattern, const Segments& path) {
    if (pattern.size() != path.size()) return std::nullopt;
    std::vector<Field> captures;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const auto& expected = pattern[at];
        if (is_name(expected) && !path[at].empty()) {
            captures.push_back({expected.substr(1, expected.size() - 2), path[at]});
        } else if (expected != path[at]) {
            return std::nullopt;
        }
    }
    return captures;
}

/// Letters to insert, delete or replace to get from one text to the other.
std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), 0u);
    for (std::size_t i = 0; i < from.size(); ++i) {
        auto diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < to.size(); ++j) {
            const auto replaced = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

}  // namespace

void Router::add(std::string method, std::string pattern, Handler handler) {
    WATERCOOLER_ASSERT(pattern.starts_with('/'));
    for (const auto& route : routes_) WATERCOOLER_ASSERT(route.method != method || route.pattern != pattern);
    // '{' sorts behind every letter of a path, so the first match is the one with the fewest names.
    const auto place =
        std::upper_bound(routes_.begin(), routes_.end(), pattern,
                         [](const std::string& text, const Route& route) { return text < route.pattern; });
    auto segments = segments_of(pattern);
    routes_.insert(place, {std::move(method), std::move(pattern), std::move(segments), std::move(handler)});
}

void Router::operator()(Request request, const Reply& reply) const {
    if (const auto* route = find(request)) {
        request.captures = *match(route->segments, request.segments);
        return route->handler(std::move(request), reply);
    }
    if (const auto methods = allowed(request); !methods.empty()) {
        auto response = error_response(405, "method_not_allowed",
                                       request.path + " does not know the method " + request.method + ".",
                                       "It knows " + methods + ".");
        response.headers = {{"Allow", methods}};
        return reply(std::move(response));
    }
    const auto paths = near(request.path);
    reply(error_response(404, "not_found", "There is no " + request.path + " here.",
                         paths.empty() ? "See /openapi.json for what is." : "Did you mean " + joined(paths) + "?"));
}

const Router::Route* Router::find(const Request& request) const {
    for (const auto& route : routes_) {
        if (route.method == request.method && match(route.segments, request.segments)) return &route;
    }
    return nullptr;
}

std::string Router::allowed(const Request& request) const {
    std::set<std::string> methods;
    for (const auto& route : routes_) {
        if (!match(route.segments, request.segments)) continue;
        methods.insert(route.method);
        if (route.method == "GET") methods.insert("HEAD");
    }
    return joined({methods.begin(), methods.end()});
}

std::vector<std::string> Router::near(std::string_view path) const {
    if (path.size() > compared_bytes_max) return {};
    std::set<std::pair<std::size_t, std::string>> found;
    for (const auto& route : routes_) {
        const auto distance = edit_distance(path, route.pattern);
        const auto last = route.pattern.substr(route.pattern.rfind('/'));
        const bool same_end = last.size() > 1 && path.ends_with(last);
        if (distance <= 3 || same_end) found.emplace(distance, route.pattern);
    }
    std::vector<std::string> paths;
    for (const auto& [distance, pattern] : found) {
        if (paths.size() < near_paths_max) paths.push_back(pattern);
    }
    return paths;
}

}  // namespace watercooler::http
