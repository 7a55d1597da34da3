#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <optional>
#include <utility>

#include "json/tree.hpp"
#include "message/text.hpp"

namespace watercooler::json {
namespace {

namespace bj = boost::json;

/// Takes Boost.JSON's parse events and grows a Value of them. The parser bounds the depth, the caller the size.
class Builder {
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    Value take() { return std::move(root_); }
    const std::optional<std::string>& repeated() const { return repeated_; }

    bool on_document_begin(bj::error_code&) { return true; }
    bool on_document_end(bj::error_code&) { return true; }
    bool on_object_begin(bj::error_code&) { return open(Members{}); }
    bool on_object_end(std::size_t, bj::error_code& error) { return close_object(error); }
    bool on_array_begin(bj::error_code&) { return open(Array{}); }
    bool on_array_end(std::size_t, bj::error_code&) { return close(); }
    bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) { return more(part); }
    bool on_key(bj::string_view part, std::size_t, bj::error_code&) {
        more(part);
        keys_.push_back(std::exchange(piece_, {}));
        return true;
    }
    bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) { return more(part); }
    bool on_string(bj::string_view part, std::size_t, bj::error_code&) {
        more(part);
        return put(std::exchange(piece_, {}));
    }
    bool on_number_part(bj::string_view part, bj::error_code&) { return more(part); }
    bool on_int64(std::int64_t number, bj::string_view, bj::error_code&) { return put_number(number); }
    bool on_uint64(std::uint64_t number, bj::string_view, bj::error_code&) { return put_number(number); }
    bool on_double(double, bj::string_view part, bj::error_code& error) {
        more(part);
        double number = 0;  // Boost.JSON 1.81 reads the last bit of some fractions wrong
        const auto read = std::from_chars(piece_.data(), piece_.data() + piece_.size(), number);
        if (read.ec == std::errc{}) return put_number(number);
        error = bj::error::exponent_overflow;
        return false;
    }
    bool on_bool(bool value, bj::error_code&) { return put(value); }
    bool on_null(bj::error_code&) { return put(nullptr); }
    bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
    bool on_comment(bj::string_view, bj::error_code&) { return true; }

private:
    bool more(bj::string_view part) {
        piece_.append(part.data(), part.size());
        return true;
    }
    bool put_number(decltype(Value::is) number) {
        piece_.clear();
        return put(std::move(number));
    }
    bool open(decltype(Value::is) container) {
        open_.push_back(Value{std::move(container)});
        return true;
    }
    bool close() {
        Value done = std::move(open_.back());
        open_.pop_back();
        return put(std::move(done.is));
    }
    bool close_object(bj::error_code& error) {
        repeated_ = repeated_name(std::get<Members>(open_.back().is));
        if (!repeated_) return close();
        error = bj::error::syntax;
        return false;
    }
    /// Sorted views rather than a search for each name: an object of 10,000 names must not take 10,000² steps.
    static std::optional<std::string> repeated_name(const Members& members) {
        std::vector<std::string_view> names;
        for (const auto& member : members) names.push_back(member.first);
        std::sort(names.begin(), names.end());
        const auto twice = std::adjacent_find(names.begin(), names.end());
        return twice == names.end() ? std::nullopt : std::optional<std::string>{*twice};
    }
    bool put(decltype(Value::is) value) {
        if (open_.empty()) {
            root_.is = std::move(value);
        } else if (auto* array = std::get_if<Array>(&open_.back().is)) {
            array->push_back(Value{std::move(value)});
        } else {
            std::get<Members>(open_.back().is).emplace_back(std::move(keys_.back()), Value{std::move(value)});
            keys_.pop_back();
        }
        return true;
    }

    Value root_;
    std::vector<Value> open_;
    std::vector<std::string> keys_;  // of the objects' members whose values are still to come
    std::string piece_;              // of a text that comes in parts
    std::optional<std::string> repeated_;
};

tl::unexpected<ReadError> refused(std::string reason, std::string message) {
    return tl::unexpected{ReadError{{}, std::move(reason), std::move(message)}};
}

tl::unexpected<ReadError> syntax_error(const bj::error_code& error, std::size_t at, const Bounds& bounds) {
    if (error == bj::error::too_deep) {
        return refused("json-too-deep", "the JSON is nested too deeply; the limit is " +
                                            std::to_string(bounds.depth_max) + " levels. Flatten it.");
    }
    if (error == bj::error::incomplete) {
        return refused("json-incomplete",
                       "the JSON ends too early, at byte " + std::to_string(at) + ". Send it whole.");
    }
    return refused("json-syntax",
                   "this is no JSON at byte " + std::to_string(at) + " (" + error.message() + "). Correct it there.");
}

}  // namespace

const Value* Value::find(std::string_view name) const {
    if (const auto* members = object()) {
        for (const auto& member : *members) {
            if (member.first == name) return &member.second;
        }
    }
    return nullptr;
}

Read<Value> parse(std::string_view text, const Bounds& bounds) {
    if (text.size() > bounds.bytes_max) {
        return refused("json-too-large", "the JSON is " + std::to_string(text.size()) + " bytes; the limit is " +
                                             std::to_string(bounds.bytes_max) + " bytes. Shorten it.");
    }
    if (const auto bad = find_bad_utf8(text)) {
        return refused("json-bad-utf8",
                       "the JSON is not valid UTF-8 at byte " + std::to_string(*bad) + ". Send it as UTF-8.");
    }
    bj::parse_options options;
    options.max_depth = bounds.depth_max;
    bj::basic_parser<Builder> parser{options};
    bj::error_code error;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    if (const auto& repeated = parser.handler().repeated()) {
        return refused("json-repeated-name", "the JSON names \"" + escaped(*repeated) + "\" twice. Name it once.");
    }
    if (error) return syntax_error(error, read, bounds);
    const auto rest = text.find_first_not_of(" \t\r\n", read);
    if (rest != std::string_view::npos) return syntax_error(bj::error::extra_data, rest, bounds);
    return parser.handler().take();
}

}  // namespace watercooler::json
