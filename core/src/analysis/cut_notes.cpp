#include "rbacgraph/analysis/cut_notes.h"

#include <algorithm>
#include <utility>

namespace rbacgraph {
namespace {

constexpr std::string_view kUnlessOff =
    " when it starts, unless the annotation rbac.authorization.kubernetes.io/autoupdate of it is "
    "\"false\"";

bool is_changed(const SystemParts& parts, const ObjectRef& ref) {
  return std::ranges::find(parts.changed, ref) != parts.changed.end();
}

ObjectRef ref_of(const Snapshot& snapshot, const CutElement& element) {
  if (element.kind == CutElement::Kind::Rule) {
    const Role& role = snapshot.role(element.role);
    return {std::string(to_string(role.kind)), std::string(snapshot.text(role.ns)),
            std::string(snapshot.text(role.name))};
  }
  const Binding& binding = snapshot.binding(element.binding);
  return {std::string(to_string(binding.kind)), std::string(snapshot.text(binding.ns)),
          std::string(snapshot.text(binding.name))};
}

bool is_own(const Snapshot& snapshot, const SystemParts& parts, const CutElement& element,
            const ObjectRef& ref) {
  const bool of_role = element.kind == CutElement::Kind::Rule;
  const bool same =
      of_role
          ? std::ranges::find(parts.same_roles, element.role) != parts.same_roles.end()
          : std::ranges::find(parts.same_bindings, element.binding) != parts.same_bindings.end();
  const SourceInfo* source = snapshot.source(of_role ? snapshot.role(element.role).source
                                                     : snapshot.binding(element.binding).source);
  return same || is_changed(parts, ref) || (source != nullptr && source->built_in);
}

std::string sentence(const CutElement& element, const ObjectRef& ref) {
  std::string text = ref.kind + "/" + ref.name;
  if (!ref.ns.empty()) text += " in " + ref.ns;
  text += " is one of the API server's own: it ";
  switch (element.kind) {
    case CutElement::Kind::Binding: return text + "makes that binding anew when it starts";
    case CutElement::Kind::Subject:
      return text.append("puts its own subjects there back").append(kUnlessOff);
    case CutElement::Kind::Rule: break;
  }
  return text.append("puts its own rules there back").append(kUnlessOff);
}

}  // namespace

std::vector<std::string> put_back_notes(const Snapshot& snapshot, const Cuts& cuts,
                                        const SystemParts& parts) {
  std::vector<std::string> notes;
  for (const Cut& cut : cuts.cuts) {
    for (const CutElement& element : cut.elements) {
      const ObjectRef ref = ref_of(snapshot, element);
      if (!is_own(snapshot, parts, element, ref)) continue;
      std::string note = sentence(element, ref);
      if (std::ranges::find(notes, note) == notes.end()) notes.push_back(std::move(note));
    }
  }
  return notes;
}

}  // namespace rbacgraph
