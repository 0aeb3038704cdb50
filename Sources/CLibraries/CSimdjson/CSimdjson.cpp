#include "CSimdjson.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

// As a system header, because simdjson 3.0 warns under clang.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
// Errors come back as codes; nothing throws through C.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>
#pragma clang diagnostic pop

using namespace simdjson;

struct docket_json_reader {
  ondemand::parser parser;
  std::vector<docket_json_node> nodes;
  std::unique_ptr<char[]> buffer;
  size_t capacity = 0;
  size_t depth = 0;

  void add(uint8_t kind, std::string_view text = {}) {
    nodes.push_back(docket_json_node{text.data(), text.size(), 0, kind});
  }

  bool copy(const char *text, size_t length);
  bool number(std::string_view token);
  template <typename Value> bool scalar(Value &value, ondemand::json_type type);
  template <typename Value> bool walk(Value &value, size_t level);
};

// A document answers with an error code, a value without one.
static bool rawToken(ondemand::document &document, std::string_view &token) {
  return !document.raw_json_token().get(token);
}

static bool rawToken(ondemand::value &value, std::string_view &token) {
  token = value.raw_json_token();
  return true;
}

// simdjson reads beyond the end, so the text is copied into memory with room behind it.
bool docket_json_reader::copy(const char *text, size_t length) {
  if (capacity < length + SIMDJSON_PADDING) {
    capacity = length + length / 2 + SIMDJSON_PADDING;
    buffer.reset(new (std::nothrow) char[capacity]);
    if (!buffer) {
      capacity = 0;
      return false;
    }
  }
  if (length > 0) std::memcpy(buffer.get(), text, length);
  std::memset(buffer.get() + length, ' ', SIMDJSON_PADDING);
  return true;
}

// The power of ten of the first digit that is not 0, of digits with `whole` of them before the point; very low for 0.
static long first_place(std::string_view digits, size_t whole) {
  size_t leading = digits.find_first_of("123456789");
  if (leading == std::string_view::npos) return -2000000;
  return leading < whole ? long(whole - leading) - 1 : -long(leading - whole);
}

// The token of a number is not checked by simdjson until it is parsed, which would lose digits.
bool docket_json_reader::number(std::string_view token) {
  while (!token.empty() && (token.back() == ' ' || token.back() == '\t' || token.back() == '\n' ||
                            token.back() == '\r')) {
    token.remove_suffix(1);
  }
  size_t at = 0;
  auto digits = [&] {
    size_t start = at;
    while (at < token.size() && token[at] >= '0' && token[at] <= '9') at++;
    return at - start;
  };
  if (at < token.size() && token[at] == '-') at++;
  size_t start = at;
  size_t whole = digits();
  if (whole == 0 || (whole > 1 && token[start] == '0')) return false;
  if (at < token.size() && token[at] == '.') {
    at++;
    if (digits() == 0) return false;
  }
  size_t end = at;
  long exponent = 0;
  if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
    at++;
    bool isNegative = at < token.size() && token[at] == '-';
    if (at < token.size() && (token[at] == '+' || token[at] == '-')) at++;
    size_t first = at;
    if (digits() == 0) return false;
    for (size_t i = first; i < at; i++) exponent = std::min(exponent * 10 + (token[i] - '0'), 1000000L);
    if (isNegative) exponent = -exponent;
  }
  if (at != token.size()) return false;
  if (long(whole) - 1 + exponent > DOCKET_JSON_LARGEST_EXPONENT &&
      first_place(token.substr(start, end - start), whole) + exponent > DOCKET_JSON_LARGEST_EXPONENT) {
    return false;
  }
  add(DOCKET_JSON_NUMBER, token);
  return true;
}

template <typename Value>
bool docket_json_reader::scalar(Value &value, ondemand::json_type type) {
  switch (type) {
  case ondemand::json_type::null: {
    // A token such as `nul` has the type null until it is looked at.
    bool isNull;
    if (value.is_null().get(isNull) || !isNull) return false;
    add(DOCKET_JSON_NULL);
    return true;
  }
  case ondemand::json_type::boolean: {
    bool truth;
    if (value.get_bool().get(truth)) return false;
    add(truth ? DOCKET_JSON_TRUE : DOCKET_JSON_FALSE);
    return true;
  }
  case ondemand::json_type::string: {
    std::string_view text;
    if (value.get_string().get(text)) return false;
    add(DOCKET_JSON_STRING, text);
    return true;
  }
  default:
    return false;
  }
}

template <typename Value> bool docket_json_reader::walk(Value &value, size_t level) {
  ondemand::json_type type;
  if (value.type().get(type)) return false;
  if (type == ondemand::json_type::array) {
    if (level == 0) return false;
    size_t place = nodes.size();
    add(DOCKET_JSON_ARRAY);
    ondemand::array array;
    if (value.get_array().get(array)) return false;
    uint32_t count = 0;
    for (auto item : array) {
      ondemand::value element;
      if (item.get(element) || !walk(element, level - 1)) return false;
      count++;
    }
    nodes[place].count = count;
    return true;
  }
  if (type == ondemand::json_type::object) {
    if (level == 0) return false;
    size_t place = nodes.size();
    add(DOCKET_JSON_OBJECT);
    ondemand::object object;
    if (value.get_object().get(object)) return false;
    uint32_t count = 0;
    for (auto member : object) {
      ondemand::field field;
      std::string_view name;
      if (std::move(member).get(field) || field.unescaped_key().get(name)) return false;
      add(DOCKET_JSON_NAME, name);
      if (!walk(field.value(), level - 1)) return false;
      count++;
    }
    nodes[place].count = count;
    return true;
  }
  if (type == ondemand::json_type::number) {
    std::string_view token;
    if (!rawToken(value, token) || !number(token)) return false;
    // Moves on behind the token; a number too large for a double is not an error here.
    double ignored;
    (void)value.get_double().get(ignored);
    return true;
  }
  return scalar(value, type);
}

extern "C" docket_json_reader *docket_json_reader_create(void) {
  return new (std::nothrow) docket_json_reader();
}

extern "C" void docket_json_reader_free(docket_json_reader *reader) { delete reader; }

extern "C" const docket_json_node *docket_json_read(docket_json_reader *reader, const char *text,
                                                    size_t length, size_t depth, size_t *count) {
  *count = 0;
  reader->nodes.clear();
  // A number alone: simdjson would refuse one that no double can hold.
  size_t start = 0;
  while (start < length && std::strchr(" \t\n\r", text[start]) != nullptr) start++;
  if (start < length && (text[start] == '-' || (text[start] >= '0' && text[start] <= '9'))) {
    if (!reader->number(std::string_view(text + start, length - start))) return nullptr;
    *count = 1;
    return reader->nodes.data();
  }
  if (!reader->copy(text, length)) return nullptr;
  ondemand::document document;
  if (reader->parser.iterate(reader->buffer.get(), length, length + SIMDJSON_PADDING).get(document))
    return nullptr;
  if (!reader->walk(document, depth)) return nullptr;
  // Behind the last token there is no location any more.
  if (document.current_location().error() != OUT_OF_BOUNDS) return nullptr;
  *count = reader->nodes.size();
  return reader->nodes.data();
}
