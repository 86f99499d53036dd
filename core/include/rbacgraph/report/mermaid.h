/// Pictures of access as Mermaid flowcharts, which GitHub, GitLab and many wikis draw where they
/// stand in a text between ```mermaid and ```.
///
/// Node ids are made of the identity, letter for letter ("ServiceAccount_2fci_2frunner" is
/// ServiceAccount/ci/runner), so that two names never share one and an added node renames no other.
/// Whatever is not a letter, a digit or quite harmless is a character reference in labels: there is
/// no way out of a label, and nothing in one is markup.
///
/// One shape and colour for one kind, as everywhere; dashes: bound in one namespace; thick: answers
/// the question; a head that is a cross: leads to what is missing. Mermaid knows no dots: a
/// membership is labelled. The title, what is hidden and the command are comments and a note.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

#include "rbacgraph/report/picture.h"

namespace rbacgraph {

/// Mermaid refuses to draw more, unless whoever runs it allows it (maxEdges, maxTextSize: a chart
/// can't do so itself).
inline constexpr std::size_t kMermaidEdges = 500;
inline constexpr std::size_t kMermaidCharacters = 50'000;

/// Gives back what is to be told where the chart is past these: a sentence without a full stop,
/// which is a comment in the chart too; else "".
std::string write_mermaid(std::ostream& out, const PictureReport& report);

}  // namespace rbacgraph
