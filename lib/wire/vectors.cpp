#include "wire/vectors.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace watercooler::wire {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

bool has(const json::value& tree, std::string_view layer) {
    const auto* node = tree.if_object();
    if (node == nullptr) return false;
    const auto* own = node->if_contains("layer");
    if (own != nullptr && own->is_string() && std::string_view{own->as_string()} == layer) return true;
    if (const auto* inner = node->if_contains("inner"); inner != nullptr && has(*inner, layer)) return true;
    const auto* parts = node->if_contains("parts");
    return parts != nullptr && std::any_of(parts->as_array().begin(), parts->as_array().end(),
                                           [&](const auto& part) { return has(part.at("inner"), layer); });
}

json::object load(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in) throw std::runtime_error{"cannot read " + path.string()};
    auto file = json::parse(text).as_object();
    file["file"] = path.stem().string();
    return file;
}

std::string text_at(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string{value->as_string()} : std::string{};
}

Vector make(const std::string& file, const json::object& entry) {
    const auto* expect = entry.if_contains("expect");
    return {file,
            text_at(entry, "name"),
            text_at(entry, "transport"),
            text_at(entry, "kind"),
            text_at(entry, "direction"),
            text_at(entry, "label"),
            text_at(entry, "outcome"),
            text_at(entry, "producer"),
            from_hex(text_at(entry, "hex")),
            expect != nullptr ? *expect : json::value{}};
}

}  // namespace

bool Vector::has_layer(std::string_view layer) const { return has(expect, layer); }

Buffer from_hex(std::string_view hex) {
    Buffer bytes;
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string{hex.substr(at, 2)}, nullptr, 16)));
    }
    return bytes;
}

std::string to_hex(Bytes bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const auto byte : bytes) {
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

std::vector<json::object> vector_files() {
    std::vector<fs::path> folders{fs::path{WATERCOOLER_SOURCE_DIR} / "tests/vectors"};
    if (const auto* more = std::getenv("WATERCOOLER_VECTORS"); more != nullptr && *more != '\0')
        folders.emplace_back(more);
    std::vector<fs::path> paths;
    for (const auto& folder : folders) {
        for (const auto& entry : fs::directory_iterator{folder}) {
            if (entry.path().extension() == ".json") paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    std::vector<json::object> files;
    for (const auto& path : paths) files.push_back(load(path));
    return files;
}

std::vector<Vector> vectors(std::string_view file) {
    std::vector<Vector> result;
    for (const auto& object : vector_files()) {
        const auto name = text_at(object, "file");
        const auto* entries = object.if_contains("vectors");
        if (entries == nullptr || (!file.empty() && name != file)) continue;
        for (const auto& entry : entries->as_array()) result.push_back(make(name, entry.as_object()));
    }
    return result;
}

}  // namespace watercooler::wire
