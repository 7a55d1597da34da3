#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/style.hpp"

namespace watercooler::cli {

struct Column {
    std::string name{};  ///< as in --json and --columns
    std::string title{};
    bool right = false;  ///< numbers
    /// Who goes first when it is too narrow: the highest. 0 stays, and is cut at the edge if nothing else is left.
    int drop = 0;
    bool extra = false;         ///< shown only when --columns asks for it
    std::size_t width_max = 0;  ///< a longer cell is cut; 0 = as wide as it is
};

struct Cell {
    std::string text{};  ///< may be anybody's: it is shown escaped
    std::optional<Mark> mark{};
    Paint paint = Paint::plain;
};
using Row = std::vector<Cell>;

struct TableLook {
    std::size_t width = 0;  ///< columns of the terminal; 0 = as wide as it wants to be, nothing is cut
    bool header = false;
    Style style{};
};

/// Rows as lines that never wrap: first columns are dropped, then the last one left is cut. Every row has one cell per
/// column.
std::string render_table(const std::vector<Column>& columns, const std::vector<Row>& rows, const TableLook& look);

/// Only the columns named, in that order. Nothing if one of the names is unknown; it is written to `unknown`.
struct Chosen {
    std::vector<Column> columns;
    std::vector<Row> rows;
};
std::optional<Chosen> choose_columns(const std::vector<Column>& columns, const std::vector<Row>& rows,
                                     const std::vector<std::string>& names, std::string& unknown);

}  // namespace watercooler::cli
