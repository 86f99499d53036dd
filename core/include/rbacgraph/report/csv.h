/// Tables as CSV (RFC 4180): commas, lines that end with CR LF, UTF-8 without a byte order mark.
///
/// Safe to open in a spreadsheet and to show in a terminal, and nothing is lost. To get a value
/// back from a cell:
///
///   1. A leading ' is taken away. It stands before a cell that a spreadsheet would take for a
///      formula: one that begins with = + - @, their fullwidth forms, a tab, a carriage return, a
///      newline, or with ' itself.
///   2. \\ is a backslash; \xHH, \uHHHH and \UHHHHHHHH are the control or invisible character of
///      that number; \x80 to \xff are bytes that are no UTF-8. Any other backslash is itself (it is
///      doubled only where it would be read as one of these).
///
/// The names of a list are separated by commas. A comma inside a name is \x2c, an empty name "".
#pragma once

#include <iosfwd>

#include "rbacgraph/report/table.h"

namespace rbacgraph {

/// The header row is there without other rows too.
void write_csv(std::ostream& out, const Table& table, bool headers);

}  // namespace rbacgraph
