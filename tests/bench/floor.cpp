#include "bench/floor.h"

#include <fcntl.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <simdjson.h>
#include <yaml.h>

namespace rbacgraph::bench {
namespace {

namespace ondemand = simdjson::ondemand;

/// A file, mapped, with the readable bytes behind it that simdjson wants.
class Mapping {
 public:
  explicit Mapping(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status{};
    if (fd < 0 || ::fstat(fd, &status) != 0) throw std::runtime_error("cannot open " + path);
    size_ = static_cast<std::size_t>(status.st_size);
    mapped_ = size_ + simdjson::SIMDJSON_PADDING;
    // An anonymous mapping first, so that the padding is there whatever the size of the file.
    data_ = ::mmap(nullptr, mapped_, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data_ == MAP_FAILED ||
        ::mmap(data_, size_, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED)
      throw std::runtime_error("cannot map " + path);
    ::close(fd);
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() { ::munmap(data_, mapped_); }

  simdjson::padded_string_view view() const {
    return simdjson::padded_string_view(static_cast<const char*>(data_), size_, mapped_);
  }
  const unsigned char* bytes() const { return static_cast<const unsigned char*>(data_); }
  std::size_t size() const { return size_; }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t mapped_ = 0;
};

std::uint64_t visit(ondemand::value value) {
  switch (value.type()) {
    case ondemand::json_type::object: {
      std::uint64_t visited = 1;
      for (auto field : value.get_object()) {
        if (field.key().raw() != nullptr) ++visited;
        visited += visit(field.value());
      }
      return visited;
    }
    case ondemand::json_type::array: {
      std::uint64_t visited = 1;
      for (auto element : value.get_array()) visited += visit(element.value());
      return visited;
    }
    case ondemand::json_type::string:
    case ondemand::json_type::number:
    case ondemand::json_type::boolean:
    case ondemand::json_type::null: break;
  }
  return value.raw_json_token().empty() ? 0 : 1;
}

}  // namespace

std::uint64_t visit_json(const std::string& path) {
  const Mapping file(path);
  ondemand::parser parser;
  ondemand::document document = parser.iterate(file.view());
  return visit(document.get_value());
}

std::uint64_t visit_json_kinds(const std::string& path) {
  const Mapping file(path);
  ondemand::parser parser;
  ondemand::document document = parser.iterate(file.view());
  std::uint64_t visited = 0;
  for (auto item : document["items"].get_array())
    if (!item["kind"].raw_json_token().value().empty()) ++visited;
  return visited;
}

std::uint64_t visit_yaml(const std::string& path) {
  const Mapping file(path);
  yaml_parser_t parser;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, file.bytes(), file.size());
  std::uint64_t events = 0;
  for (bool more = true; more; ++events) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) == 0) break;
    more = event.type != YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return events;
}

}  // namespace rbacgraph::bench
