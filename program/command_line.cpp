#include "program/command_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>

#include "club/files.hpp"

namespace watercooler::program {
namespace {

bool is_program(const std::string& path) { return ::access(path.c_str(), X_OK) == 0; }

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"-_./:=,@%+"}.find(c) != std::string_view::npos;
}

}  // namespace

std::string shell_word(std::string_view text) {
    if (!text.empty() && std::ranges::all_of(text, is_plain)) return std::string{text};
    std::string result = "'";
    for (const char c : text) result += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return result + "'";
}

std::string beside_own_program(const std::string& name) {
    std::array<char, PATH_MAX> own{};
    const auto size = ::readlink("/proc/self/exe", own.data(), own.size());
    if (size <= 0) return "";
    const auto path = club::split_path(std::string{own.data(), static_cast<std::size_t>(size)}).first + "/" + name;
    return is_program(path) ? path : "";
}

std::optional<std::string> find_on_path(const std::string& name, std::string_view folders) {
    while (!folders.empty()) {
        const auto folder = folders.substr(0, folders.find(':'));
        folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
        const auto path = std::string{folder} + "/" + name;
        if (folder.starts_with('/') && is_program(path)) return path;
    }
    return std::nullopt;
}

}  // namespace watercooler::program
