#include "cli/first_names.hpp"

#include <algorithm>
#include <array>

namespace watercooler::cli {
namespace {

constexpr std::array<std::string_view, 144> friendly{
    "amy",  "bob",  "cat",  "dan",  "eve",  "fay",  "gus",  "hal",  "ivy",  "jan",  "kim",  "leo",  "max",  "ned",
    "olga", "pam",  "ray",  "sam",  "sue",  "tom",  "abe",  "ada",  "al",   "alma", "andy", "anna", "art",  "ava",
    "bea",  "ben",  "bert", "bess", "beth", "bill", "bram", "carl", "chad", "clay", "cleo", "cora", "dave", "dawn",
    "dean", "deb",  "dora", "dot",  "doug", "drew", "earl", "ed",   "ella", "elsa", "emil", "emma", "eric", "eva",
    "finn", "flo",  "fran", "fred", "gail", "gene", "gil",  "gina", "glen", "greg", "gwen", "hank", "hans", "hope",
    "hugh", "ian",  "ida",  "igor", "ina",  "ines", "ira",  "iris", "ivan", "jack", "jane", "jean", "jeff", "jill",
    "jim",  "joan", "jodi", "joe",  "john", "jon",  "josh", "joy",  "juan", "june", "kai",  "kate", "kay",  "ken",
    "kirk", "kurt", "lara", "lee",  "lil",  "lisa", "liz",  "lola", "luis", "luke", "lynn", "mac",  "mae",  "marc",
    "mary", "meg",  "mia",  "mike", "mina", "moe",  "nan",  "neil", "nell", "nick", "nina", "noah", "nora", "omar",
    "oona", "otto", "pat",  "paul", "peg",  "pete", "phil", "rex",  "rita", "rob",  "rosa", "ross", "ruth", "sara",
    "ted",  "tess", "vera", "zoe"};

/// SplitMix64: the same shuffle everywhere. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators".
std::uint64_t next_random(std::uint64_t& state) {
    std::uint64_t mixed = state += 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return mixed ^ mixed >> 31;
}

}  // namespace

std::span<const std::string_view> first_names() { return friendly; }

NameChooser::NameChooser(std::optional<std::uint64_t> seed) : order_(friendly.begin(), friendly.end()) {
    if (!seed) return;
    std::uint64_t state = *seed;
    for (std::size_t left = order_.size(); left > 1; --left)
        std::swap(order_[left - 1], order_[next_random(state) % left]);
}

std::string NameChooser::next(const std::function<bool(const std::string& name)>& taken) {
    for (;;) {
        const auto round = place_ / order_.size();
        std::string name{order_[place_++ % order_.size()]};
        if (round > 0) name += "-" + std::to_string(round + 1);
        if (!taken(name)) return name;
    }
}

}  // namespace watercooler::cli
