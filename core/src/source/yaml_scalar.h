/// What an unquoted YAML scalar means.
///
/// kubectl turns YAML into JSON by sigs.k8s.io/yaml, which reads YAML 1.1 as go-yaml v2 does: `y`,
/// `on` and `no` are booleans, `0x1F`, `1_000` and `12e3` numbers, `~` is null. Dates are strings.
#pragma once

#include <string_view>

#include "source/value_reader.h"

namespace rbacgraph {

struct YamlScalar {
  ValueKind kind = ValueKind::String;
  bool truth = false;  ///< of a Bool
};

YamlScalar resolve_plain_scalar(std::string_view text);

}  // namespace rbacgraph
