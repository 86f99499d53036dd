#include "rbacgraph/analysis/review.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace rbacgraph {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kApiVersion = "authorization.k8s.io/v1";
constexpr int kMaxDepth = 64;  // a review has four levels; `extra` and selectors are ignored

/// Thrown for what is wrong with a review, caught in parse_review: there is a way out from every
/// level of the object, and all of them say the same.
struct Refusal {
  std::string message;
  std::string hint;
};

[[noreturn]] void refuse(std::string message, std::string hint = {}) {
  throw Refusal{std::move(message), std::move(hint)};
}

std::string_view describe(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null: return "null";
    case Json::value_t::object: return "an object";
    case Json::value_t::array: return "a list";
    case Json::value_t::string: return "a string";
    case Json::value_t::boolean: return "a boolean";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float: return "a number";
    case Json::value_t::binary:
    case Json::value_t::discarded: break;
  }
  return "no value";
}

[[noreturn]] void refuse_type(std::string_view path, std::string_view wanted, const Json& found) {
  refuse(std::string(path).append(" is ").append(describe(found)).append(", not ").append(wanted));
}

std::string join(std::string_view path, std::string_view member) {
  std::string joined(path);
  if (!path.empty()) joined += '.';
  return joined.append(member);
}

/// A member that is null is absent, as in the API server.
const Json* member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

const Json* object_member(const Json& object, std::string_view path, const char* name) {
  const Json* value = member(object, name);
  if (value != nullptr && !value->is_object()) refuse_type(join(path, name), "an object", *value);
  return value;
}

std::string text_member(const Json& object, std::string_view path, const char* name) {
  const Json* value = member(object, name);
  if (value == nullptr) return {};
  if (!value->is_string()) refuse_type(join(path, name), "a string", *value);
  return value->get<std::string>();
}

std::vector<std::string> texts_member(const Json& object, std::string_view path, const char* name) {
  std::vector<std::string> texts;
  const Json* value = member(object, name);
  if (value == nullptr) return texts;
  if (!value->is_array()) refuse_type(join(path, name), "a list of strings", *value);
  texts.reserve(value->size());
  for (const Json& element : *value) {
    if (element.is_null()) {
      texts.emplace_back();
    } else if (element.is_string()) {
      texts.push_back(element.get<std::string>());
    } else {
      refuse_type(join(path, name) + "[" + std::to_string(texts.size()) + "]", "a string", element);
    }
  }
  return texts;
}

Json parse(std::string_view text) {
  const auto bound_depth = [](int depth, Json::parse_event_t, const Json&) {
    if (depth > kMaxDepth) refuse("more than " + std::to_string(kMaxDepth) + " levels of nesting");
    return true;
  };
  try {
    return Json::parse(text, bound_depth);
  } catch (const Json::parse_error& error) {
    // The library's own text quotes what it read last.
    refuse("not JSON (at byte " + std::to_string(error.byte) + ")",
           "give one SubjectAccessReview, or its spec, a line");
  }
}

bool is_local(std::string_view kind) { return kind == "LocalSubjectAccessReview"; }

void check_kind(const std::string& api_version, const std::string& kind) {
  if (kind == "SelfSubjectAccessReview" || kind == "SelfSubjectRulesReview") {
    refuse("a " + kind + " names nobody: it is about whoever sends it",
           "use a SubjectAccessReview with spec.user and spec.groups");
  }
  if (!kind.empty() && kind != "SubjectAccessReview" && !is_local(kind))
    refuse("\"" + kind + "\" is no SubjectAccessReview");
  if (!api_version.empty() && api_version != kApiVersion) {
    refuse("apiVersion is \"" + api_version + "\", not \"" + std::string(kApiVersion) + "\"");
  }
}

/// The server wants it empty, but for the namespace of a LocalSubjectAccessReview.
void check_metadata(const Json& metadata, bool local) {
  constexpr std::array<const char*, 12> kMembers = {
      "name",       "generateName",    "namespace",         "uid",
      "labels",     "annotations",     "resourceVersion",   "generation",
      "finalizers", "ownerReferences", "creationTimestamp", "deletionTimestamp"};
  for (const char* name : kMembers) {
    const Json* value = member(metadata, name);
    if (value == nullptr || (local && std::string_view(name) == "namespace")) continue;
    const bool empty = value->is_string()   ? value->get_ref<const std::string&>().empty()
                       : value->is_number() ? *value == 0
                                            : value->empty();
    if (!empty) {
      refuse(join("metadata", name) + (local ? " is set: only metadata.namespace may be"
                                             : " is set: metadata must be empty"));
    }
  }
}

ResourceRequest resource_request(const Json& attributes) {
  constexpr std::string_view kPath = "spec.resourceAttributes";
  ResourceRequest request;
  request.verb = text_member(attributes, kPath, "verb");
  request.group = text_member(attributes, kPath, "group");
  request.resource = text_member(attributes, kPath, "resource");
  request.subresource = text_member(attributes, kPath, "subresource");
  request.ns = text_member(attributes, kPath, "namespace");
  request.name = text_member(attributes, kPath, "name");
  return request;
}

UrlRequest url_request(const Json& attributes) {
  constexpr std::string_view kPath = "spec.nonResourceAttributes";
  return {text_member(attributes, kPath, "verb"), text_member(attributes, kPath, "path")};
}

Review review_of(const Json& spec) {
  Review review;
  review.user.name = text_member(spec, "spec", "user");
  review.user.groups = texts_member(spec, "spec", "groups");
  const Json* resource = object_member(spec, "spec", "resourceAttributes");
  const Json* url = object_member(spec, "spec", "nonResourceAttributes");
  if (resource != nullptr && url != nullptr) {
    refuse("spec.nonResourceAttributes cannot be specified in combination with resourceAttributes");
  }
  if (resource == nullptr && url == nullptr) {
    refuse(
        "exactly one of spec.nonResourceAttributes or spec.resourceAttributes must be specified");
  }
  if (review.user.name.empty() && review.user.groups.empty())
    refuse("at least one of spec.user or spec.groups must be specified");
  if (resource != nullptr) {
    review.request = resource_request(*resource);
  } else {
    review.request = url_request(*url);
  }
  return review;
}

void check_local(const Review& review, const Json* metadata) {
  const std::string ns = metadata == nullptr ? "" : text_member(*metadata, "metadata", "namespace");
  if (ns.empty()) refuse("a LocalSubjectAccessReview needs metadata.namespace");
  const auto* request = std::get_if<ResourceRequest>(&review.request);
  if (request == nullptr)
    refuse("spec.nonResourceAttributes is not allowed in a LocalSubjectAccessReview");
  if (request->ns != ns) {
    refuse("spec.resourceAttributes.namespace is \"" + request->ns +
           "\", and metadata.namespace \"" + ns + "\": they must be equal");
  }
}

Review read(std::string_view text) {
  const Json document = parse(text);
  if (!document.is_object()) refuse_type("the review", "an object", document);
  const std::string kind = text_member(document, "", "kind");
  check_kind(text_member(document, "", "apiVersion"), kind);
  const Json* metadata = object_member(document, "", "metadata");
  if (metadata != nullptr) check_metadata(*metadata, is_local(kind));
  const Json* spec = object_member(document, "", "spec");
  if (spec == nullptr && !kind.empty()) refuse("spec is missing");
  Review review = review_of(spec == nullptr ? document : *spec);
  if (is_local(kind)) check_local(review, metadata);
  return review;
}

}  // namespace

Result<Review> parse_review(std::string_view json) {
  try {
    return read(json);
  } catch (Refusal& refusal) {
    return fail(ErrorCode::Parse, std::move(refusal.message), std::move(refusal.hint));
  } catch (const Json::exception&) {
    return fail(ErrorCode::Parse, "not JSON that can be read");
  }
}

}  // namespace rbacgraph
