#include "source/kubeconfig_file.h"

#include <filesystem>
#include <system_error>

#include "rbacgraph/base/line_locator.h"
#include "source/base64.h"
#include "source/byte_input.h"
#include "source/field_reader.h"
#include "source/yaml_documents.h"
#include "source/yaml_json.h"
#include "source/yaml_reader.h"

namespace rbacgraph {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{32} << 20;
constexpr std::string_view kExecExtension = "client.authentication.k8s.io/exec";

/// Bounds for a small file with long words: a bundle of certificates is one word.
ReadLimits config_limits() {
  ReadLimits limits;
  limits.max_name_bytes = std::uint64_t{8} << 20;
  limits.max_yaml_nodes = 1'000'000;
  limits.max_document_bytes = kMostBytes;
  return limits;
}

/// Reads the fields of one document. A function that returns false has left a refusal or a reader
/// that is not ok().
class Parser {
 public:
  Parser(std::string_view text, const std::string& path) : path_(path), fields_(names_, limits_) {
    lines_.add(text);
  }

  const ReadLimits& limits() const { return limits_; }

  Result<KubeconfigFile> read(const YamlTape& tape, YamlReader& reader) {
    tape_ = &tape;
    fields_.start(reader);
    KubeconfigFile config;
    if (read_config(config)) return config;
    if (!reader.ok()) return broken(reader.failure());
    // What the reader did not refuse, the fields did.
    // NOLINTNEXTLINE(bugprone-unchecked-optional-access)
    const FieldReader::Refusal& why = *fields_.refusal();
    return fail(ErrorCode::Parse,
                place_at(why.offset).text() + ": " + (why.path.empty() ? "" : why.path + ": ") +
                    why.problem,
                why.hint);
  }

  tl::unexpected<Error> broken(const ReadFailure& failure) const {
    return fail(ErrorCode::Parse, place_at(failure.offset).text() + ": " + failure.problem,
                failure.hint);
  }

 private:
  ValueReader& reader() { return fields_.reader(); }
  ConfigPlace place_at(std::uint64_t offset) const { return {path_, lines_.locate(offset).line}; }

  template <class Member>
  bool each_member(const FieldPath& path, const Member& member) {
    ValueReader::Cursor members;
    bool present = false;
    if (!fields_.open_mapping(members, present, path)) return false;
    std::string_view key;
    while (present && reader().next_key(members, key))
      if (!member(key, path / key)) return false;
    return reader().ok();
  }

  template <class Item>
  bool each_item(const FieldPath& path, const Item& item) {
    ValueReader::Cursor items;
    bool present = false;
    if (!fields_.open_list(items, present, path)) return false;
    for (std::size_t at = 0; present && reader().next_item(items); ++at)
      if (!item(path[at])) return false;
    return reader().ok();
  }

  bool read_word(std::string& word, const FieldPath& path) {
    std::string_view text;
    if (!fields_.read_text(text, path)) return false;
    word = text;
    return true;
  }

  bool read_secret(SecretText& secret, const FieldPath& path) {
    std::string_view text;
    if (!fields_.read_text(text, path)) return false;
    secret = SecretText(text);
    return true;
  }

  bool read_flag(bool& flag, const FieldPath& path) {
    std::optional<bool> value;
    if (!fields_.read_flag(value, path)) return false;
    flag = value.value_or(false);
    return true;
  }

  bool read_words(std::vector<std::string>& words, const FieldPath& path) {
    words.clear();
    return each_item(path,
                     [&](const FieldPath& item) { return read_word(words.emplace_back(), item); });
  }

  bool read_data(std::optional<std::string>& data, const FieldPath& path) {
    const std::uint64_t offset = reader().offset();
    std::string_view text;
    data.reset();
    if (!fields_.read_text(text, path)) return false;
    if (text.empty()) return true;
    data = decode_base64(text);
    return data || fields_.refuse_at(offset, "it is not base64", path,
                                     "the value is a PEM file in base64; a path goes into the "
                                     "field of the same name without -data");
  }

  bool read_secret_data(SecretText& secret, const FieldPath& path) {
    std::optional<std::string> data;
    if (!read_data(data, path)) return false;
    secret = SecretText(data.value_or(""));
    if (data) wipe(*data);
    return true;
  }

  /// `[ {name, <inner>: {...}} ]`
  template <class Entry, class ReadEntry>
  bool read_named(std::map<std::string, Entry>& entries, std::string_view inner,
                  const FieldPath& path, const ReadEntry& read_entry) {
    entries.clear();
    return each_item(path, [&](const FieldPath& item) {
      const std::uint64_t offset = reader().offset();
      std::string name;
      Entry entry;
      entry.place = place_at(offset);
      const bool fine = each_member(item, [&](std::string_view key, const FieldPath& at) {
        if (key == "name") return read_word(name, at);
        return key != inner || read_entry(entry, at);
      });
      if (!fine) return false;
      return entries.emplace(name, std::move(entry)).second ||
             fields_.refuse_at(offset, "the name \"" + name + "\" is there twice", path,
                               "one file names an entry once");
    });
  }

  bool read_config(KubeconfigFile& config) {
    const FieldPath top;
    return each_member(top, [&](std::string_view key, const FieldPath& path) {
      const auto in = [&](auto& entries, std::string_view inner, auto member) {
        return read_named(entries, inner, path, [&](auto& entry, const FieldPath& at) {
          return (this->*member)(entry, at);
        });
      };
      if (key == "kind") return expect("Config", path);
      if (key == "apiVersion") return expect("v1", path);
      if (key == "current-context") return read_word(config.current_context, path);
      if (key == "clusters") return in(config.clusters, "cluster", &Parser::read_cluster);
      if (key == "users") return in(config.users, "user", &Parser::read_user);
      if (key == "contexts") return in(config.contexts, "context", &Parser::read_context);
      return true;
    });
  }

  bool expect(std::string_view word, const FieldPath& path) {
    const std::uint64_t offset = reader().offset();
    std::string found;
    if (!read_word(found, path)) return false;
    return found.empty() || found == word ||
           fields_.refuse_at(offset, "this is no kubeconfig: it is not " + std::string(word), path,
                             "a kubeconfig has apiVersion: v1 and kind: Config");
  }

  bool read_cluster(ClusterEntry& entry, const FieldPath& path) {
    return each_member(path, [&](std::string_view key, const FieldPath& at) {
      if (key == "server") return read_word(entry.server, at);
      if (key == "tls-server-name") return read_word(entry.tls_server_name, at);
      if (key == "insecure-skip-tls-verify") return read_flag(entry.insecure_skip_tls_verify, at);
      if (key == "certificate-authority") return read_word(entry.certificate_authority, at);
      if (key == "certificate-authority-data")
        return read_data(entry.certificate_authority_data, at);
      if (key == "proxy-url") return read_word(entry.proxy_url, at);
      if (key == "disable-compression") return read_flag(entry.disable_compression, at);
      return key != "extensions" || read_extensions(entry, at);
    });
  }

  /// Of the cluster's extensions the one for exec plug-ins, to the letter.
  bool read_extensions(ClusterEntry& entry, const FieldPath& path) {
    constexpr std::size_t kMost = std::size_t{1} << 20;
    return each_item(path, [&](const FieldPath& item) {
      std::string name;
      std::optional<std::uint32_t> value;
      const bool fine = each_member(item, [&](std::string_view key, const FieldPath& at) {
        if (key == "name") return read_word(name, at);
        // A YamlReader's mark is a place on its tape.
        if (key == "extension") value = static_cast<std::uint32_t>(reader().mark().position);
        return true;
      });
      if (fine && name == kExecExtension && value) {
        entry.exec_config = json_of(*tape_, *value, kMost);
        if (entry.exec_config.empty()) return fields_.refuse("it is too big", item);
      }
      return fine;
    });
  }

  bool read_context(ContextEntry& entry, const FieldPath& path) {
    return each_member(path, [&](std::string_view key, const FieldPath& at) {
      if (key == "cluster") return read_word(entry.cluster, at);
      if (key == "user") return read_word(entry.user, at);
      return key != "namespace" || read_word(entry.ns, at);
    });
  }

  bool read_user(UserEntry& entry, const FieldPath& path) {
    return each_member(path, [&](std::string_view key, const FieldPath& at) {
      if (key == "client-certificate") return read_word(entry.client_certificate, at);
      if (key == "client-certificate-data")
        return read_secret_data(entry.client_certificate_data, at);
      if (key == "client-key") return read_word(entry.client_key, at);
      if (key == "client-key-data") return read_secret_data(entry.client_key_data, at);
      if (key == "token") return read_secret(entry.token, at);
      if (key == "tokenFile") return read_word(entry.token_file, at);
      if (key == "username") return read_word(entry.username, at);
      if (key == "password") return read_secret(entry.password, at);
      if (key == "auth-provider") return read_auth_provider(entry.auth_provider, at);
      if (key == "exec") return read_exec(entry.exec, at);
      return read_impersonation(entry, key, at);
    });
  }

  bool read_impersonation(UserEntry& entry, std::string_view key, const FieldPath& at) {
    if (key == "as") return read_word(entry.as, at);
    if (key == "as-uid") return read_word(entry.as_uid, at);
    if (key == "as-groups") return read_words(entry.as_groups, at);
    if (key != "as-user-extra") return true;
    entry.as_extra.clear();
    return each_member(at, [&](std::string_view name, const FieldPath& values) {
      return read_words(entry.as_extra[std::string(name)], values);
    });
  }

  bool read_auth_provider(std::optional<AuthProviderEntry>& provider, const FieldPath& path) {
    if (reader().kind() == ValueKind::Null) return true;
    provider.emplace();
    return each_member(path, [&](std::string_view key, const FieldPath& at) {
      if (key == "name") return read_word(provider->name, at);
      if (key != "config") return true;
      return each_member(at, [&](std::string_view name, const FieldPath& value) {
        return name != "id-token" || read_secret(provider->id_token, value);
      });
    });
  }

  bool read_exec(std::optional<ExecEntry>& exec, const FieldPath& path) {
    if (reader().kind() == ValueKind::Null) return true;
    exec.emplace();
    return each_member(path, [&](std::string_view key, const FieldPath& at) {
      if (key == "command") return read_word(exec->command, at);
      if (key == "args") return read_words(exec->args, at);
      if (key == "apiVersion") return read_word(exec->api_version, at);
      if (key == "installHint") return read_word(exec->install_hint, at);
      if (key == "interactiveMode") return read_word(exec->interactive_mode, at);
      if (key == "provideClusterInfo") return read_flag(exec->provide_cluster_info, at);
      return key != "env" || read_variables(*exec, at);
    });
  }

  bool read_variables(ExecEntry& exec, const FieldPath& path) {
    exec.env.clear();
    return each_item(path, [&](const FieldPath& item) {
      auto& [name, value] = exec.env.emplace_back();
      return each_member(item, [&](std::string_view key, const FieldPath& at) {
        if (key == "name") return read_word(name, at);
        return key != "value" || read_secret(value, at);
      });
    });
  }

  const std::string& path_;
  const ReadLimits limits_ = config_limits();
  SnapshotBuilder names_;  // the field reader keeps names in one; none are read here
  FieldReader fields_;
  LineIndex lines_;
  const YamlTape* tape_ = nullptr;
};

}  // namespace

std::string ConfigPlace::text() const { return file + ":" + std::to_string(line); }

std::string ConfigPlace::resolve(const std::string& path) const {
  if (path.empty() || path.starts_with('/') || file.empty()) return path;
  return (std::filesystem::path(file).parent_path() / path).string();
}

Result<KubeconfigFile> parse_kubeconfig(std::string_view text, const std::string& path) {
  constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
  if (text.starts_with(kUtf8Mark)) text.remove_prefix(kUtf8Mark.size());
  Parser parser(text, path);
  YamlTape tape;
  YamlDocuments documents(text, parser.limits());
  switch (documents.next(tape)) {
    case YamlDocuments::Step::End: return KubeconfigFile{};
    case YamlDocuments::Step::Broken: return parser.broken(documents.failure());
    case YamlDocuments::Step::Document: break;
  }
  if (tape.empty()) return KubeconfigFile{};
  YamlReader reader(tape, documents.document_offset(), parser.limits());
  return parser.read(tape, reader);
}

Result<KubeconfigFile> read_kubeconfig_file(const std::string& path, bool rereads) {
  std::error_code none;
  const std::filesystem::file_type type = std::filesystem::status(path, none).type();
  if (rereads &&
      (type == std::filesystem::file_type::fifo || type == std::filesystem::file_type::socket)) {
    return fail(ErrorCode::Unsupported, path + ": it is a pipe, which can't be read twice",
                "write it into a file");
  }
  Result<OpenedFile> opened = open_file(path, rereads ? Waiting::Never : Waiting::AsLongAsItTakes);
  if (!opened) return tl::unexpected<Error>(opened.error());
  const ReadOptions options;
  InputText input(std::move(opened->input), path, options);
  std::string text = input.read_rest(kMostBytes);
  if (const std::string error = input.error(); !error.empty())
    return fail(ErrorCode::Io, path + ": " + error);
  Result<KubeconfigFile> config = parse_kubeconfig(text, path);
  wipe(text);
  return config;
}

}  // namespace rbacgraph
