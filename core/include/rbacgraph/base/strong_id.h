/// Typed 32-bit indices.
///
/// An id is an `enum class` over std::uint32_t: it compares and hashes, and does not mix with ids
/// of other tables or take part in arithmetic. `kNoId<Id>` is the id that names nothing.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace rbacgraph {

template <class T>
concept StrongId = std::is_enum_v<T> && std::same_as<std::underlying_type_t<T>, std::uint32_t>;

template <StrongId Id>
inline constexpr Id kNoId = Id{std::numeric_limits<std::uint32_t>::max()};

template <StrongId Id>
constexpr std::size_t index_of(Id id) {
  return static_cast<std::size_t>(id);
}

template <StrongId Id>
constexpr Id make_id(std::size_t index) {
  return static_cast<Id>(static_cast<std::uint32_t>(index));
}

}  // namespace rbacgraph
