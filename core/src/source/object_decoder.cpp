#include "source/object_decoder.h"

#include <algorithm>
#include <utility>

#include "source/other_fields.h"
#include "source/policy_fields.h"
#include "source/word_equal.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kDefaultNamespace = "default";
constexpr std::string_view kDefaultAccount = "default";

}  // namespace

ObjectDecoder::ObjectDecoder(SnapshotBuilder& builder, const ReadOptions& options,
                             InputReport& report)
    : builder_(builder), options_(options), report_(report), fields_(builder, options.limits) {}

ObjectDecoder::Field ObjectDecoder::field_of(std::string_view key) {
  if (is_word(key, "metadata")) return Field::Metadata;
  if (is_word(key, "apiVersion")) return Field::ApiVersion;
  if (is_word(key, "kind")) return Field::Kind;
  if (is_word(key, "roleRef")) return Field::RoleRef;
  if (is_word(key, "subjects")) return Field::Subjects;
  if (is_word(key, "rules")) return Field::Rules;
  if (is_word(key, "aggregationRule")) return Field::AggregationRule;
  if (is_word(key, "spec")) return Field::Spec;
  if (is_word(key, "automountServiceAccountToken")) return Field::Automount;
  if (is_word(key, "items")) return Field::Items;
  if (is_word(key, "type")) return Field::Type;
  if (is_word(key, "object")) return Field::Payload;
  return Field::Other;
}

std::string_view ObjectDecoder::key_of(Field field) {
  static constexpr std::array<std::string_view, kFields> kKeys{"apiVersion",
                                                               "kind",
                                                               "metadata",
                                                               "rules",
                                                               "aggregationRule",
                                                               "roleRef",
                                                               "subjects",
                                                               "spec",
                                                               "automountServiceAccountToken",
                                                               "items",
                                                               "type",
                                                               "object"};
  return field == Field::Other ? std::string_view() : kKeys[static_cast<std::size_t>(field)];
}

void ObjectDecoder::start(ValueReader& reader) {
  fields_.start(reader);
  api_version_.clear();
  kind_word_.clear();
  has_api_version_ = has_kind_ = settled_ = false;
  within_ = true;
  kind_ = {};
  offset_ = reader.offset();
  begin_ = reader.mark();
  seen_ = set_aside_ = 0;
  metadata_ = {};
  // The lists keep their room from object to object: what is put away is a copy of just the size.
  role_.rules.clear();
  role_.aggregation.reset();
  role_.labels.clear();
  binding_.role_ref = {};
  binding_.subjects.clear();
  automount_.reset();
  workload_ = {};
}

ObjectDecoder::Outcome ObjectDecoder::decode(ValueReader& reader, const ListContext* list) {
  start(reader);
  const ValueKind found = reader.kind();
  if (!reader.ok()) return Outcome::Unreadable;
  if (found != ValueKind::Mapping) {
    if (list != nullptr && !list->item_kind.empty()) {
      // What should stand here may have been one of these.
      kind_word_ = list->item_kind;
      api_version_ = list->api_version;
      has_kind_ = has_api_version_ = true;
    }
    fields_.refuse("expected an object, found " + std::string(describe(found)), {});
    return refuse(reader);
  }
  if (const auto outcome = read_members(reader)) return *outcome;
  const Outcome outcome = finish(reader, list);
  within_ = outcome == Outcome::Unreadable;
  return outcome;
}

/// An outcome where that is all there is to it.
std::optional<ObjectDecoder::Outcome> ObjectDecoder::read_members(ValueReader& reader) {
  ValueReader::Cursor members;
  if (!reader.enter(members)) return Outcome::Unreadable;
  std::string_view key;
  while (reader.next_key(members, key)) {
    const Field field = field_of(key);
    if (field == Field::Other) continue;
    if (settled_ && !wants(field)) continue;
    if (!read_or_set_aside(reader, field))
      return reader.ok() ? refuse(reader) : Outcome::Unreadable;
    if (field == Field::Items && (set_aside_ & (1U << static_cast<unsigned>(field))) != 0)
      return Outcome::List;
  }
  if (!reader.ok()) return Outcome::Unreadable;
  return std::nullopt;
}

bool ObjectDecoder::read_or_set_aside(ValueReader& reader, Field field) {
  const unsigned bit = 1U << static_cast<unsigned>(field);
  if (field == Field::Items) {
    // Whatever has items is a list, as for kubectl.
    if (reader.kind() == ValueKind::Sequence) set_aside_ |= bit;
    return reader.ok();
  }
  fields_.note_key(seen_, bit, {nullptr, key_of(field), 0});
  if (field == Field::ApiVersion || field == Field::Kind) {
    std::string_view text;
    if (!fields_.read_text(text, {nullptr, key_of(field), 0})) return false;
    (field == Field::Kind ? kind_word_ : api_version_) = text;
    (field == Field::Kind ? has_kind_ : has_api_version_) = !text.empty();
    // A second `kind` undoes what the first one settled; the members are then all read at the end.
    settled_ = false;
    if (has_kind_ && has_api_version_ && set_aside_ == 0) settle_kind();
    return true;
  }
  if (settled_) return read_field(field);
  marks_[static_cast<std::size_t>(field)] = reader.mark();
  set_aside_ |= bit;
  return true;
}

void ObjectDecoder::settle_kind() {
  kind_ = read_kind(api_version_, kind_word_);
  settled_ = true;
}

bool ObjectDecoder::read_set_aside(ValueReader& reader) {
  if (set_aside_ == 0) return true;
  const ValueReader::Mark end = reader.mark();
  for (unsigned i = 0; i < kFields; ++i) {
    const auto field = static_cast<Field>(i);
    if ((set_aside_ & (1U << i)) == 0 || !wants(field)) continue;
    reader.seek(marks_[i]);
    if (!read_field(field)) return false;
  }
  reader.seek(end);
  return true;
}

bool ObjectDecoder::wants(Field field) const {
  if (field == Field::Items || field == Field::ApiVersion || field == Field::Kind) return true;
  if (!is_kept()) return false;
  switch (kind_.kind) {
    case ObjectKind::ClusterRole:
      return field == Field::Metadata || field == Field::Rules || field == Field::AggregationRule;
    case ObjectKind::Role: return field == Field::Metadata || field == Field::Rules;
    case ObjectKind::ClusterRoleBinding:
    case ObjectKind::RoleBinding:
      return field == Field::Metadata || field == Field::RoleRef || field == Field::Subjects;
    case ObjectKind::ServiceAccount: return field == Field::Metadata || field == Field::Automount;
    case ObjectKind::Namespace: return field == Field::Metadata;
    case ObjectKind::Pod:
    case ObjectKind::ReplicationController:
    case ObjectKind::Deployment:
    case ObjectKind::StatefulSet:
    case ObjectKind::DaemonSet:
    case ObjectKind::ReplicaSet:
    case ObjectKind::Job:
    case ObjectKind::CronJob:
    case ObjectKind::CustomResourceDefinition:
      return field == Field::Metadata || field == Field::Spec;
    case ObjectKind::Other: return false;
  }
  return false;
}

bool ObjectDecoder::read_field(Field field) {
  switch (field) {
    case Field::Metadata: return read_metadata();
    case Field::Rules: return read_rules(fields_, report_.source(), role_.rules);
    case Field::AggregationRule: return read_aggregation_rule(fields_, role_.aggregation);
    case Field::RoleRef:
      return fields_.read_once(role_refs_, binding_.role_ref,
                               [&] { return read_role_ref(fields_, binding_.role_ref); });
    case Field::Subjects: return read_subjects(fields_, kind_.alpha, binding_.subjects);
    case Field::Automount:
      return fields_.read_flag(automount_, {nullptr, key_of(Field::Automount), 0});
    case Field::Spec:
      return is_workload(kind_.kind) ? read_workload_spec(fields_, kind_.kind, workload_)
                                     : read_definition_spec(fields_, type_);
    case Field::ApiVersion:
    case Field::Kind:
    case Field::Items:
    case Field::Type:
    case Field::Payload:
    case Field::Other: return true;
  }
  return true;
}

bool ObjectDecoder::read_metadata() {
  metadata_ = {};
  const FieldPath path{nullptr, "metadata", 0};
  ValueReader& reader = fields_.reader();
  ValueReader::Cursor members;
  bool present = false;
  if (!fields_.open_mapping(members, present, path)) return false;
  unsigned seen = 0;
  std::string_view key;
  std::string_view text;
  while (present && reader.next_key(members, key)) {
    bool fine = true;
    if (is_word(key, "name")) {
      fields_.note_key(seen, 1U, path / "name");
      fine = fields_.read_name(metadata_.name, path / "name");
    } else if (is_word(key, "namespace")) {
      fields_.note_key(seen, 2U, path / "namespace");
      fine = fields_.read_name(metadata_.ns, path / "namespace");
    } else if (is_word(key, "uid") || is_word(key, "resourceVersion")) {
      fine = fields_.read_text(text, path / key);
      metadata_.stored = metadata_.stored || !text.empty();
    } else if (is_word(key, "generateName")) {
      fine = fields_.read_text(text, path / "generateName");
      metadata_.generated_name = !text.empty();
    } else if (is_word(key, "labels") && kind_.kind == ObjectKind::ClusterRole) {
      fields_.note_key(seen, 4U, path / "labels");
      fine = read_labels(fields_, path / "labels", role_.labels);
    }
    if (!fine) return false;
  }
  return reader.ok();
}

ObjectDecoder::Outcome ObjectDecoder::finish(ValueReader& reader, const ListContext* list) {
  const auto set_aside = [&](Field field) {
    return (set_aside_ & (1U << static_cast<unsigned>(field))) != 0;
  };
  if (!has_kind_ && !has_api_version_) {
    if (set_aside(Field::Type) && set_aside(Field::Payload)) return Outcome::WatchEvent;
    if (list != nullptr) {
      if (!list->kind_known) return Outcome::NeedsListKind;
      kind_word_ = list->item_kind;
      if (!kind_word_.empty()) api_version_ = list->api_version;
    }
  }
  if (!settled_) settle_kind();
  switch (kind_.standing) {
    case KindReading::Standing::Known:
    case KindReading::Standing::Unserved: break;
    case KindReading::Standing::PassedOver: return pass_over(reader);
    case KindReading::Standing::Legacy:
      report_.passed_over_legacy(api_version_, kind_word_, offset_);
      return Outcome::Done;
    case KindReading::Standing::UnknownVersion:
      fields_.refuse_at(offset_, "there is no such version of the RBAC API",
                        {nullptr, "apiVersion", 0}, "write rbac.authorization.k8s.io/v1");
      return refuse(reader);
    case KindReading::Standing::NoApiVersion:
      fields_.refuse_at(offset_, "apiVersion is missing", {},
                        "write apiVersion: rbac.authorization.k8s.io/v1");
      return refuse(reader);
  }
  if (!read_set_aside(reader)) return reader.ok() ? refuse(reader) : Outcome::Unreadable;
  if (!complete_metadata()) return refuse(reader);
  if (list != nullptr && list->stored) metadata_.stored = true;
  if (kind_.standing == KindReading::Standing::Unserved)
    report_.unserved_version(api_version_, offset_);
  tell_repeated_keys(reader);
  tell_flaws(reader);
  put();
  return Outcome::Done;
}

ObjectDecoder::Outcome ObjectDecoder::pass_over(ValueReader& reader) {
  if (kind_word_.ends_with("List")) return Outcome::Done;  // one without items
  if (api_version_ == "v1" && kind_word_ == "Config") report_.kubeconfig(offset_);
  if (api_version_ == "v1" && kind_word_ == "Status") {
    const std::string reason = read_reason(reader);
    if (!reader.ok()) return Outcome::Unreadable;
    report_.server_error(reason, offset_);
  }
  if (kind_.foreign) {
    report_.passed_over(api_version_.empty() ? "(no apiVersion) " + kind_word_
                                             : api_version_ + "/" + kind_word_);
  } else {
    report_.passed_over(kind_word_.empty() ? std::string_view("(no kind)") : kind_word_);
  }
  return Outcome::Done;
}

/// A namespace where one is needed, and a name. False where there is none.
bool ObjectDecoder::complete_metadata() {
  if (metadata_.name == kEmptyName) {
    return fields_.refuse_at(offset_, "metadata.name is missing", {},
                             metadata_.generated_name
                                 ? "generateName leaves the name to the server: write a name"
                                 : "give it a name");
  }
  if (!is_namespaced(kind_.kind)) {
    metadata_.ns = kEmptyName;
  } else if (metadata_.ns == kEmptyName) {
    metadata_.ns =
        builder_.intern(options_.default_namespace.value_or(std::string(kDefaultNamespace)));
    report_.no_namespace(kind_.kind, builder_.names().text(metadata_.name), offset_);
  }
  return true;
}

template <class T>
void ObjectDecoder::act_on(T object) {
  object.name = metadata_.name;
  object.source = report_.at(offset_);
  if constexpr (requires { object.ns; }) object.ns = metadata_.ns;
  if (action_ == Action::Remove) {
    builder_.remove(Object(std::move(object)));
    return;
  }
  if constexpr (requires { builder_.put_if_absent(std::move(object)); }) {
    if (action_ == Action::PutIfAbsent) {
      if (builder_.put_if_absent(std::move(object))) report_.kept(kind_.kind);
      return;
    }
  }
  builder_.put(std::move(object));
  report_.kept(kind_.kind);
}

void ObjectDecoder::put() {
  if (kind_.kind == ObjectKind::ClusterRole || kind_.kind == ObjectKind::Role) {
    role_.kind = kind_.kind == ObjectKind::Role ? RoleKind::Role : RoleKind::ClusterRole;
    role_.stored = metadata_.stored;
    act_on(role_);
  } else if (is_policy(kind_.kind)) {
    binding_.kind = kind_.kind == ObjectKind::RoleBinding ? BindingKind::RoleBinding
                                                          : BindingKind::ClusterRoleBinding;
    if (binding_.role_ref.api_group == kEmptyName)
      binding_.role_ref.api_group = builder_.intern(kPolicyGroup);
    act_on(binding_);
  } else if (kind_.kind == ObjectKind::ServiceAccount) {
    ServiceAccount account;
    account.automount_token = automount_;
    act_on(account);
  } else if (kind_.kind == ObjectKind::Namespace) {
    act_on(Namespace{});
  } else if (kind_.kind == ObjectKind::CustomResourceDefinition) {
    // The catalogue only ever grows: a type that is gone answers no questions, and does no harm.
    if (!type_.resource.empty() && action_ != Action::Remove) builder_.put(std::move(type_));
    type_ = {};
    report_.kept(kind_.kind);
  } else {
    workload_.kind = builder_.intern(to_string(kind_.kind));
    if (workload_.service_account == kEmptyName)
      workload_.service_account = builder_.intern(kDefaultAccount);
    act_on(workload_);
  }
}

std::string ObjectDecoder::words(std::string_view ns, std::string_view name) const {
  std::string text(to_string(kind_.kind));
  if (text.empty()) return "object";
  if (name.empty()) return text;
  text += " \"";
  if (!ns.empty()) text.append(ns).append("/");
  return text.append(name).append("\"");
}

void ObjectDecoder::tell_repeated_keys(ValueReader& reader) {
  for (const FieldReader::RepeatedKey& key : fields_.repeated_keys()) {
    Diagnostic told;
    told.code = "duplicate-key";
    told.message =
        words(builder_.names().text(metadata_.ns), builder_.names().text(metadata_.name)) + ": " +
        key.path + " is there more than once: the last one counts";
    told.source = report_.at(key.offset);
    told.excerpt = report_.excerpt(reader, key.offset, false);
    report_.report(std::move(told));
  }
}

void ObjectDecoder::tell_flaws(ValueReader& reader) {
  if (fields_.flaws().empty() || action_ == Action::Remove) return;
  Diagnostic told;
  told.code = "invalid-subject";
  told.object = ObjectRef{std::string(to_string(kind_.kind)),
                          std::string(builder_.names().text(metadata_.ns)),
                          std::string(builder_.names().text(metadata_.name))};
  for (const FieldReader::Flaw& flaw : fields_.flaws()) {
    told.message = flaw.message;
    told.source = report_.at(flaw.offset);
    told.excerpt = report_.excerpt(reader, flaw.offset, false);
    report_.report(told);
  }
  if (fields_.more_flaws() == 0) return;
  told.message = "and " + std::to_string(fields_.more_flaws()) + " more flaws in this object";
  told.source = report_.at(offset_);
  told.excerpt = {};
  report_.report(std::move(told));
}

/// Why the server refused, of a Status: one of its words for that, or "".
std::string ObjectDecoder::read_reason(ValueReader& reader) {
  constexpr std::array<std::string_view, 8> kReasons{
      "Forbidden", "Unauthorized", "NotFound",           "Expired",
      "Gone",      "Timeout",      "ServiceUnavailable", "InternalError"};
  std::string reason;
  const ValueReader::Mark end = reader.mark();
  ValueReader::Cursor members;
  std::string_view key;
  reader.seek(begin_);
  if (!reader.enter(members)) return reason;
  while (reader.next_key(members, key)) {
    std::string_view text;
    if (!is_word(key, "reason") || reader.kind() != ValueKind::String) continue;
    if (!reader.read_text(text)) return reason;
    if (std::ranges::find(kReasons, text) != kReasons.end()) reason = text;
  }
  if (reader.ok()) reader.seek(end);
  return reason;
}

/// The name of an object that can't be read as a whole, where that much can be read.
void ObjectDecoder::find_name(ValueReader& reader, std::string& ns, std::string& name) {
  if (kind_.kind == ObjectKind::Other) return;
  ValueReader::Cursor members;
  std::string_view key;
  reader.seek(begin_);
  if (reader.kind() != ValueKind::Mapping || !reader.enter(members)) return;
  while (reader.next_key(members, key)) {
    if (key != "metadata" || reader.kind() != ValueKind::Mapping) continue;
    if (!find_name_in_metadata(reader, ns, name)) return;
  }
}

bool ObjectDecoder::find_name_in_metadata(ValueReader& reader, std::string& ns,
                                          std::string& name) const {
  ValueReader::Cursor members;
  std::string_view key;
  if (!reader.enter(members)) return false;
  while (reader.next_key(members, key)) {
    const bool is_name = is_word(key, "name");
    std::string_view text;
    if ((!is_name && key != "namespace") || reader.kind() != ValueKind::String) continue;
    if (!reader.read_text(text)) return false;
    if (text.size() <= options_.limits.max_name_bytes) (is_name ? name : ns) = text;
  }
  return reader.ok();
}

ObjectDecoder::Outcome ObjectDecoder::refuse(ValueReader& reader) {
  std::string ns;
  std::string name;
  // The kind may come after what is wrong, or be the list's; then it is a refused object all the
  // same.
  if (!settled_) settle_kind();
  find_name(reader, ns, name);
  if (!reader.ok()) return Outcome::Unreadable;
  reader.seek(begin_);
  if (!reader.skip()) return Outcome::Unreadable;
  within_ = false;
  if (!is_namespaced(kind_.kind)) ns.clear();
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): only what was refused comes here
  const FieldReader::Refusal& why = *fields_.refusal();
  Diagnostic told;
  told.code = why.limit ? "limit-reached" : "refused-object";
  const std::string object = words(ns, name);
  told.message = object + ": " + (why.path.empty() ? "" : why.path + ": ") + why.problem;
  if (object == "object") told.message = (why.path.empty() ? "" : why.path + ": ") + why.problem;
  told.hint = why.hint;
  told.source = report_.at(why.offset);
  if (is_kept()) told.excerpt = report_.excerpt(reader, why.offset, why.show_word);
  if (!name.empty()) told.object = ObjectRef{std::string(to_string(kind_.kind)), ns, name};
  report_.refused(std::move(told), is_policy(kind_.kind), to_string(kind_.kind));
  return Outcome::Done;
}

}  // namespace rbacgraph
