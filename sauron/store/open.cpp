#include <charconv>

#include "store/engine.hpp"

namespace watercooler::store {

Expected<std::unique_ptr<Store>> open(const std::string& where, const OpenOptions& options) {
    constexpr std::string_view sqlite = "sqlite:";
    const bool is_sqlite = where.starts_with(sqlite);
    if (!is_sqlite && !where.starts_with("postgresql://") && !where.starts_with("postgres://")) {
        return failed("WC-STORE-ADDRESS", "a store's address begins with sqlite: or postgresql://",
                      "such as sqlite:/var/lib/sauron.db or postgresql://localhost:5432/sauron");
    }
    auto engine = is_sqlite ? open_sqlite(where.substr(sqlite.size()), options) : open_postgres(where, options);
    if (!engine) return tl::unexpected{engine.error()};
    return make_block_store(std::move(*engine));
}

std::string to_text(const Position& position) {
    return std::to_string(position.wall_ns) + '.' + std::to_string(position.stream) + '.' +
           std::to_string(position.seq.value);
}

std::optional<Position> parse_position(std::string_view text) {
    Position position;
    const char* const end = text.data() + text.size();
    const auto wall = std::from_chars(text.data(), end, position.wall_ns);
    if (wall.ec != std::errc{} || wall.ptr == end || *wall.ptr != '.') return std::nullopt;
    const auto stream = std::from_chars(wall.ptr + 1, end, position.stream);
    if (stream.ec != std::errc{} || stream.ptr == end || *stream.ptr != '.') return std::nullopt;
    const auto seq = std::from_chars(stream.ptr + 1, end, position.seq.value);
    if (seq.ec != std::errc{} || seq.ptr != end) return std::nullopt;
    return position;
}

}  // namespace watercooler::store
