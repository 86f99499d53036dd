/// A value of a YAML document as JSON text.
#pragma once

#include <cstdint>
#include <string>

#include "source/yaml_tape.h"

namespace rbacgraph {

/// The value at `index`, with aliases and merge keys written out. "" where that is bigger than
/// `most` bytes: a few aliases can stand for very much.
std::string json_of(const YamlTape& tape, std::uint32_t index, std::size_t most);

}  // namespace rbacgraph
