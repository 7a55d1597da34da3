#include "club/record.hpp"

#include <boost/json.hpp>
#include <limits>

namespace watercooler::club {
namespace {

namespace json = boost::json;

/// How many bytes the UTF-8 character at the front has; 0 if it is none.
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const auto first = byte(0), second = byte(1);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first < 0xe0) return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first < 0xf0) {
        const bool overlong = first == 0xe0 && second < 0xa0, surrogate = first == 0xed && second >= 0xa0;
        return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xf0 && first < 0xf5) {
        const bool overlong = first == 0xf0 && second < 0x90, beyond = first == 0xf4 && second >= 0x90;
        return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

std::string as_utf8(std::string_view text) {
    std::string clean;
    while (!text.empty()) {
        const auto length = utf8_length(text);
        clean += length ? text.substr(0, length) : "?";
        text.remove_prefix(length ? length : 1);
    }
    return clean;
}

tl::unexpected<Error> damaged(const std::string& why) {
    return failed("WC-CLUB-DAMAGED", "this is no record of a member: " + why, "");
}

/// Reads fields one after another and remembers the first that is wrong.
class Fields {
public:
    explicit Fields(const json::object& object) : object_{object} {}

    void read(const char* field, std::string& into) {
        if (const auto* text = find(field)) {
            if (text->is_string())
                into = std::string{text->as_string()};
            else
                wrong(field, "is no text");
        }
    }

    template <class Number>
    void read(const char* field, Number& into) {
        if (const auto* number = find(field)) {
            json::error_code error;
            const auto value = number->to_number<Number>(error);
            if (error)
                wrong(field, "is no number in its range");
            else
                into = value;
        }
    }

    void read(const char* field, std::vector<std::string>& into) {
        const auto* list = find(field);
        if (list && !list->is_array()) wrong(field, "is no list");
        if (!list || !list->is_array()) return;
        for (const auto& item : list->get_array()) {
            if (!item.is_string()) return wrong(field, "holds more than texts");
            into.emplace_back(item.get_string());
        }
    }

    void wrong(const std::string& field, const std::string& why) {
        if (error_.empty()) error_ = "\"" + field + "\" " + why;
    }
    const std::string& error() const { return error_; }

private:
    const json::value* find(const char* field) {
        const auto* value = object_.if_contains(field);
        if (!value) wrong(field, "is missing");
        return value;
    }

    const json::object& object_;
    std::string error_;
};

json::object exit_to_json(const Exit& exit) {
    return {{"how", exit.left ? "left" : "failed"},
            {"code", exit.code},
            {"reason", as_utf8(exit.reason)},
            {"at", as_utf8(exit.at)}};
}

Exit exit_from_json(const json::value& value, Fields& of_record) {
    if (!value.is_object()) {
        of_record.wrong("exit", "is no object");
        return {};
    }
    Fields fields{value.get_object()};
    Exit exit;
    std::string how;
    fields.read("how", how);
    fields.read("code", exit.code);
    fields.read("reason", exit.reason);
    fields.read("at", exit.at);
    if (how != "left" && how != "failed") fields.wrong("how", "is neither left nor failed");
    exit.left = how == "left";
    if (!fields.error().empty()) of_record.wrong("exit", "is damaged: " + fields.error());
    return exit;
}

Record read_fields(const json::object& object, Fields& fields) {
    Record record;
    fields.read("name", record.name);
    fields.read("address", record.address);
    fields.read("port", record.port);
    fields.read("pid", record.process.pid);
    fields.read("start_ticks", record.process.start_ticks);
    fields.read("boot_id", record.process.boot_id);
    fields.read("started", record.started);
    fields.read("argv", record.argv);
    fields.read("url", record.url);
    fields.read("version", record.version);
    if (object.contains("ready_at")) fields.read("ready_at", record.ready_at.emplace());
    if (const auto* exit = object.if_contains("exit")) record.exit = exit_from_json(*exit, fields);
    if (record.process.pid <= 0) fields.wrong("pid", "is no number in its range");
    return record;
}

}  // namespace

std::string to_json(const Record& record) {
    json::array argv;
    for (const auto& argument : record.argv) argv.emplace_back(as_utf8(argument));
    json::object object{{"schema", "watercooler.record/v1"},
                        {"name", as_utf8(record.name)},
                        {"address", as_utf8(record.address)},
                        {"port", record.port},
                        {"pid", record.process.pid},
                        {"start_ticks", record.process.start_ticks},
                        {"boot_id", as_utf8(record.process.boot_id)},
                        {"started", as_utf8(record.started)},
                        {"argv", std::move(argv)},
                        {"url", as_utf8(record.url)},
                        {"version", as_utf8(record.version)}};
    if (record.ready_at) object["ready_at"] = as_utf8(*record.ready_at);
    if (record.exit) object["exit"] = exit_to_json(*record.exit);
    return json::serialize(object) + "\n";
}

Expected<Record> record_from_json(std::string_view text) {
    json::error_code error;
    json::parse_options options;
    options.max_depth = 8;
    const auto value = json::parse({text.data(), text.size()}, error, {}, options);
    if (error) return damaged("it is no JSON");
    if (!value.is_object()) return damaged("it is no object");
    Fields fields{value.get_object()};
    auto record = read_fields(value.get_object(), fields);
    if (!fields.error().empty()) return damaged(fields.error());
    return record;
}

Expected<std::optional<Record>> read_record(const std::string& path) {
    const auto text = read_file(path, record_bytes_max);
    if (!text) return tl::unexpected{text.error()};
    if (!*text) return std::nullopt;
    auto record = record_from_json(**text);
    if (!record) return failed(record.error().code, path + ": " + record.error().message, "start the member again");
    return std::move(*record);
}

}  // namespace watercooler::club
