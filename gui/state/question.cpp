#include "state/question.h"

#include <algorithm>
#include <array>
#include <utility>

#include "rbacgraph/analysis/find_object.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/base/text.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::gui {
namespace {

/// Separated by blanks; quotes of either kind keep blanks, and a backslash outside of them keeps a
/// quote. Before anything else it is a backslash: names of users have some.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool open = false;
  char quote = '\0';
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char letter = line[at];
    if (quote == '\0' && letter == '\\' && at + 1 < line.size() &&
        (line[at + 1] == '\'' || line[at + 1] == '"')) {
      word += line[++at];
      open = true;
    } else if (quote != '\0') {
      if (letter == quote) {
        quote = '\0';
      } else {
        word += letter;
      }
    } else if (letter == '\'' || letter == '"') {
      quote = letter;
      open = true;
    } else if (letter == ' ' || letter == '\t') {
      if (open || !word.empty()) words.push_back(std::exchange(word, {}));
      open = false;
    } else {
      word += letter;
    }
  }
  if (open || !word.empty()) words.push_back(std::move(word));
  return words;
}

tl::unexpected<Error> not_understood(std::string message, std::string hint = {}) {
  if (hint.empty()) hint = "for instance: who-can list secrets, or sa:NAMESPACE/NAME";
  return fail(ErrorCode::InvalidArgument, std::move(message), std::move(hint));
}

/// Takes -n NS out of the words.
Result<std::string> take_namespace(std::vector<std::string>& words) {
  std::string ns;
  for (std::size_t at = 0; at < words.size();) {
    const bool all = words[at] == "-A" || words[at] == "--all-namespaces";
    const bool is_long = words[at].starts_with("--namespace=");
    const bool named = words[at] == "-n" || words[at] == "--namespace";
    if (!all && !is_long && !named) {
      ++at;
      continue;
    }
    const auto begin = words.begin() + static_cast<std::ptrdiff_t>(at);
    if (is_long) ns = words[at].substr(words[at].find('=') + 1);
    if (named) {
      if (at + 1 == words.size()) return not_understood("-n needs a namespace");
      ns = words[at + 1];
    }
    words.erase(begin, begin + (named ? 2 : 1));
  }
  return ns;
}

/// "role:ci/deployer" as find_object takes it.
struct ShortKind {
  std::string_view prefix;
  std::string_view kind;
};
constexpr std::array<ShortKind, 5> kShortKinds{{{"ns:", "Namespace/"},
                                                {"crole:", "ClusterRole/"},
                                                {"role:", "Role/"},
                                                {"crb:", "ClusterRoleBinding/"},
                                                {"rb:", "RoleBinding/"}}};

std::string_view prefix_for(std::string_view object) {
  for (const ShortKind& kind : kShortKinds)
    if (object.starts_with(kind.kind)) return kind.prefix;
  return {};
}

bool spells_subject(std::string_view word) {
  return word.starts_with("sa:") || word.starts_with("user:") || word.starts_with("group:") ||
         word.starts_with("system:serviceaccount:");
}

std::string spelled(const ObjectRef& object) {
  return object.kind + "/" + (object.ns.empty() ? "" : object.ns + "/") + object.name;
}

bool is_subject(NamedKind kind) {
  return kind == NamedKind::ServiceAccount || kind == NamedKind::User || kind == NamedKind::Group;
}

class Reader {
 public:
  Reader(const Snapshot& snapshot, std::vector<std::string> words, std::string ns)
      : snapshot_(snapshot), words_(std::move(words)) {
    question_.ns = std::move(ns);
  }

  Result<Question> read() {
    if (!words_.empty() && (words_.front() == "rbacgraph" || words_.front() == "kubectl-rbacgraph"))
      words_.erase(words_.begin());
    if (words_.empty()) return question_;
    const std::string verb = lower_ascii(words_.front());
    if (verb == "overview") return alone(Ask::Overview);
    if (verb == "graph" && words_.size() == 1) return alone(Ask::Everything);
    if (verb == "who-can") return who_can(1);
    if (verb == "who" && words_.size() > 1 && lower_ascii(words_[1]) == "can") return who_can(2);
    if (verb == "explain" || verb == "can-i") return explain(1);
    if (verb == "can" && words_.size() > 3) return explain(1);
    if (verb == "rules" || verb == "lookup" || verb == "graph" || verb == "show") return thing(1);
    if (verb == "path") return path();
    if (verb == "diff") return diff();
    if (verb.starts_with("res:")) return resource();
    if (words_.size() >= 3) return explain(0);
    return thing(0);
  }

 private:
  Result<Question> alone(Ask ask) {
    question_.ask = ask;
    return question_;
  }

  Result<Question> too_many(std::size_t at) {
    return not_understood("one word too many: \"" + printable(words_[at]) + "\"");
  }

  /// Verb, type and name, from a word on.
  Result<void> access(std::size_t at) {
    if (words_.size() < at + 2)
      return not_understood("a verb and a type are missing, as in list secrets");
    if (words_.size() > at + 3) return too_many(at + 3).map([](const Question&) {});
    question_.verb = words_[at];
    question_.type = words_[at + 1];
    if (words_.size() > at + 2) question_.name = words_[at + 2];
    QueryWords words;
    words.verbs = question_.verb;
    words.types = question_.type;
    if (!question_.name.empty()) words.name = question_.name;
    if (!question_.ns.empty()) words.ns = question_.ns;
    const Result<ReadQueries> read = read_queries(snapshot_, words);
    if (!read) return tl::unexpected<Error>(read.error());
    return {};
  }

  Result<Question> who_can(std::size_t at) {
    question_.ask = Ask::WhoCan;
    if (const Result<void> fine = access(at); !fine) return tl::unexpected<Error>(fine.error());
    return question_;
  }

  Result<Question> explain(std::size_t at) {
    question_.ask = Ask::Explain;
    if (words_.size() <= at) return not_understood("whom to explain is missing");
    const Result<SubjectRef> subject = read_subject(snapshot_, words_[at]);
    if (!subject) return tl::unexpected<Error>(subject.error());
    question_.subject = spell(*subject);
    if (const Result<void> fine = access(at + 1); !fine) return tl::unexpected<Error>(fine.error());
    if (question_.verb.find(',') != std::string::npos ||
        question_.type.find(',') != std::string::npos)
      return not_understood("one verb and one type can be explained at a time");
    return question_;
  }

  Result<Question> path() {
    question_.ask = Ask::Path;
    if (words_.size() < 3) return not_understood("path needs a beginning and an end");
    if (words_.size() > 3) return too_many(3);
    question_.subject = words_[1];
    question_.type = words_[2];
    return question_;
  }

  Result<Question> diff() {
    question_.ask = Ask::Diff;
    std::size_t at = 1;
    if (words_.size() > 1 && words_[1] == "--subject") ++at;
    if (words_.size() <= at) return question_;
    if (words_.size() > at + 1) return too_many(at + 1);
    const Result<SubjectRef> subject = read_subject(snapshot_, words_[at]);
    if (!subject) return tl::unexpected<Error>(subject.error());
    question_.subject = spell(*subject);
    return question_;
  }

  /// Who has anything to do with it.
  Result<Question> resource() {
    if (words_.size() > 1) return too_many(1);
    question_.ask = Ask::WhoCan;
    question_.verb = "get,list,watch,create,update,patch,delete";
    question_.type = words_.front().substr(std::string_view("res:").size());
    return question_;
  }

  /// A subject or an object.
  Result<Question> thing(std::size_t at) {
    if (words_.size() <= at) return not_understood("who or what is missing");
    if (words_.size() > at + 1) return too_many(at + 1);
    std::string word = words_[at];
    if (spells_subject(word)) {
      const Result<SubjectRef> subject = read_subject(snapshot_, word);
      if (!subject) return tl::unexpected<Error>(subject.error());
      return of_subject(*subject);
    }
    for (const ShortKind& kind : kShortKinds) {
      if (!word.starts_with(kind.prefix)) continue;
      word = std::string(kind.kind) + word.substr(kind.prefix.size());
      break;
    }
    const Result<NamedObject> object = find_object(snapshot_, word, NamedKinds::all(), "object");
    if (!object) return tl::unexpected<Error>(object.error());
    if (is_subject(object->kind)) return of_subject(subject_of(*object));
    question_.ask = Ask::Object;
    question_.subject = spelled(object->ref);
    return question_;
  }

  Result<Question> of_subject(const SubjectRef& subject) {
    question_.ask = Ask::Subject;
    question_.subject = spell(subject);
    return question_;
  }

  const Snapshot& snapshot_;
  std::vector<std::string> words_;
  Question question_;
};

std::string access_words(const Question& question) {
  std::string text = shell_word(question.verb) + " " + shell_word(question.type);
  if (!question.name.empty()) text += " " + shell_word(question.name);
  if (!question.ns.empty()) text += " -n " + shell_word(question.ns);
  return text;
}

std::string scope_words(const Question& question) {
  return question.ns.empty() ? "" : " -n " + shell_word(question.ns);
}

std::string in_words(std::string verbs) {
  std::ranges::replace(verbs, ',', ' ');
  return verbs;
}

}  // namespace

std::string shell_word(std::string_view word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./-_";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos)
    return std::string(word);
  std::string text = "'";
  for (const char letter : word) {
    if (letter == '\'') {
      text += "'\\''";
    } else {
      text += letter;
    }
  }
  return text + "'";
}

Result<Question> read_question(const Snapshot& snapshot, std::string_view line) {
  std::vector<std::string> words = words_of(line);
  Result<std::string> ns = take_namespace(words);
  if (!ns) return tl::unexpected<Error>(ns.error());
  return Reader(snapshot, std::move(words), std::move(*ns)).read();
}

std::string line_of(const Question& question) {
  switch (question.ask) {
    case Ask::Overview: return "";
    case Ask::Everything: return "graph";
    case Ask::Diff:
      return "diff" + (question.subject.empty() ? "" : " " + shell_word(question.subject)) +
             scope_words(question);
    case Ask::Subject: return shell_word(question.subject) + scope_words(question);
    case Ask::Explain: return shell_word(question.subject) + " " + access_words(question);
    case Ask::WhoCan: return "who-can " + access_words(question);
    case Ask::Path:
      return "path " + shell_word(question.subject) + " " + shell_word(question.type) +
             scope_words(question);
    case Ask::Object: break;
  }
  const std::string_view prefix = prefix_for(question.subject);
  std::string word = question.subject;
  if (!prefix.empty()) word = std::string(prefix) + word.substr(word.find('/') + 1);
  return shell_word(word) + scope_words(question);
}

std::string command_of(const Question& question, std::string_view inputs,
                       std::string_view options) {
  std::string command = "rbacgraph ";
  switch (question.ask) {
    case Ask::Overview: command += "status"; break;
    case Ask::Everything: command += "graph"; break;
    case Ask::Subject:
      command += "graph " + shell_word(question.subject) + scope_words(question);
      break;
    case Ask::Explain:
      command += "explain " + shell_word(question.subject) + " " + access_words(question);
      break;
    case Ask::WhoCan: command += "who-can " + access_words(question); break;
    case Ask::Path: command += line_of(question); break;
    case Ask::Object:
      command += "graph " + shell_word(question.subject) + scope_words(question);
      break;
    case Ask::Diff: return "";  // its inputs are two
  }
  const bool draws = question.ask == Ask::Everything || question.ask == Ask::Subject ||
                     question.ask == Ask::Object;
  if (draws) command += options;
  return command.append(inputs);
}

std::string heading_of(const Question& question) {
  const std::string what = printable(in_words(question.verb) + " " + question.type +
                                     (question.name.empty() ? "" : " " + question.name));
  const std::string where = question.ns.empty() ? "" : " in namespace " + printable(question.ns);
  std::string subject = printable(question.subject);
  switch (question.ask) {
    case Ask::Overview: return "Overview";
    case Ask::Everything: return "The whole policy";
    case Ask::Diff:
      return "Access gained and lost" + (subject.empty() ? "" : " by " + subject) + where;
    case Ask::Subject: return "What " + subject + " can reach" + where;
    case Ask::Explain: return "Can " + subject + " " + what + where + "?";
    case Ask::WhoCan: return "Who can " + what + where + "?";
    case Ask::Path: return "How " + subject + " reaches " + printable(question.type) + where;
    case Ask::Object: break;
  }
  return subject;
}

std::vector<ReadyQuestion> ready_questions() {
  return {{"Who can read Secrets?", "who-can get,list,watch secrets"},
          {"Who can create pods?", "who-can create pods"},
          {"Who can run commands in pods?", "who-can create,get pods/exec"},
          {"Who can make tokens of service accounts?", "who-can create serviceaccounts/token"},
          {"Who can write ClusterRoleBindings?", "who-can create,update,patch clusterrolebindings"},
          {"Who can put more into ClusterRoles than they have?", "who-can escalate clusterroles"},
          {"Who can act as other users?", "who-can impersonate users"},
          {"Who can change admission webhooks?",
           "who-can create,update,patch mutatingwebhookconfigurations"},
          {"Who can delete namespaces?", "who-can delete namespaces"},
          {"What may somebody who is not logged in do?", "group:system:unauthenticated"},
          {"What may everybody who is logged in do?", "group:system:authenticated"},
          {"The whole policy, folded", "graph"}};
}

}  // namespace rbacgraph::gui
