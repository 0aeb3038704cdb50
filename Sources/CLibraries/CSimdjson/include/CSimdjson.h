// simdjson behind a C interface: a text becomes a flat list of nodes, in the order written.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  DOCKET_JSON_NULL = 0,
  DOCKET_JSON_TRUE = 1,
  DOCKET_JSON_FALSE = 2,
  // A number: `text` is the token as written, so that no digit is lost.
  DOCKET_JSON_NUMBER = 3,
  DOCKET_JSON_STRING = 4,
  // A name of an object's member; the member's value follows.
  DOCKET_JSON_NAME = 5,
  // `count` values follow.
  DOCKET_JSON_ARRAY = 6,
  // `count` names, each with its value, follow.
  DOCKET_JSON_OBJECT = 7,
};

enum {
  // A number of a larger power of ten has no value: decimal128 (IEEE 754) ends here.
  DOCKET_JSON_LARGEST_EXPONENT = 6144,
};

typedef struct {
  const char *text;
  size_t length;
  uint32_t count;
  uint8_t kind;
} docket_json_node;

typedef struct docket_json_reader docket_json_reader;

// A reader keeps its memory from text to text; one thread uses it at a time.
docket_json_reader *docket_json_reader_create(void);
void docket_json_reader_free(docket_json_reader *reader);

// Reads one text. Returns the nodes, valid until the next call, or null where the text is not JSON,
// nested deeper than `depth`, or has a number that is too large.
const docket_json_node *docket_json_read(docket_json_reader *reader, const char *text, size_t length,
                                         size_t depth, size_t *count);

#ifdef __cplusplus
}
#endif
