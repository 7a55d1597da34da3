#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "answers/text.hpp"
#include "filter/filter.hpp"
#include "http/message.hpp"
#include "store/store.hpp"

namespace watercooler::api {

/// Reads a request's parameters by name and keeps the first thing that is wrong, so that a resource asks for all of its
/// own and looks once. Parameters that nobody asks for are ignored.
class Parameters {
public:
    /// `now_ns`: for times that are said as `-30s`. The request outlives it.
    Parameters(const http::Request& request, std::int64_t now_ns) : request_(request), now_ns_(now_ns) {}

    /// The run that is asked about: `live` when none is named.
    std::string run();
    std::optional<std::string> text(std::string_view name, std::size_t bytes_max = 128);
    /// `text`, but missing is an error.
    std::string needed(std::string_view name);
    std::uint64_t number(std::string_view name, std::uint64_t otherwise, std::uint64_t min, std::uint64_t max);
    bool flag(std::string_view name, bool otherwise);
    /// RFC 3339, `14:02:11`, or `-30s` before now.
    std::optional<std::int64_t> time(std::string_view name);
    /// `10s`, `500ms`, `2m`, in nanoseconds.
    std::int64_t duration(std::string_view name, std::int64_t otherwise, std::int64_t min, std::int64_t max);
    filter::Filter filter();
    /// run, filter, member, boot, from, to, order, cursor, limit: which events, in which order.
    store::Query query(std::size_t limit_otherwise = 100);

    /// width, ascii: how text is drawn.
    answers::Style style();

    void fail(std::string_view name, std::string_view message, std::string_view hint);
    /// 400 with what is wrong and what would be right; nothing: all is well.
    const std::optional<http::Response>& error() const { return error_; }
    std::int64_t now_ns() const { return now_ns_; }

private:
    const http::Request& request_;
    std::int64_t now_ns_;
    std::optional<http::Response> error_;
};

/// A run's name as people give it: 1 to 64 bytes of [a-zA-Z0-9._-].
bool is_run_name(std::string_view text);

}  // namespace watercooler::api
