/* docket.h: decisions by Docket's tables, from C and whatever calls C.
 *
 *     char *problems = NULL;
 *     docket_tables *tables = docket_load("tables", DOCKET_READABLE, &problems);
 *     if (!tables) { fprintf(stderr, "%s\n", problems); docket_free(problems); return 1; }
 *     const char *input = "{\"age\": 42}";
 *     char *answer = docket_decide(tables, "admission", input, strlen(input), DOCKET_PLAIN, NULL, NULL);
 *     puts(answer);
 *     docket_free(answer);
 *     docket_close(tables);
 *
 * Texts are UTF-8; bytes that are no UTF-8 are read as U+FFFD. A text that goes in is only read during
 * the call. A text that comes out as `char *` ends in a zero byte, belongs to the caller, is given
 * back with docket_free, and stays valid when the tables are closed. Null pointers are allowed wherever
 * this file does not forbid them.
 *
 * Any function may be called from any thread at any time. One docket_tables may be used by many threads
 * at once; only docket_close must come after the last call with these tables. A docket_session is for
 * one thread at a time.
 *
 * What is wrong is told as JSON, for programs, or with DOCKET_READABLE as text for people. As JSON it is
 * a list of problems, each an object with `code` (stable, see docs/diagnostics.md), `severity` ("error",
 * "warning" or "note"), `at` (the place, as people read it), `file`, `line`, `column`, `sheet`, `cell`,
 * `headline`, `found`, `expected`, `mend` and `text` (all of that, as people read it); members that do
 * not apply are missing.
 */
#ifndef DOCKET_H
#define DOCKET_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface. Functions, numbers and members of structures are never taken away
 * or changed within a version; new ones may come. The library's own is told by docket_interface. */
#define DOCKET_INTERFACE 1
int32_t docket_interface(void);

/* The library's version as text, such as "0.1.0"; it belongs to the library and lives as long. */
const char *docket_version(void);

/* How to do it; several are joined with |. */
enum {
  DOCKET_PLAIN = 0,
  /* A missing input, an unknown one or a wrong type is an error. */
  DOCKET_STRICT = 1,
  /* The answer is the story of the decision: which rules matched, and why the nearest others did not. */
  DOCKET_EXPLAIN = 2,
  /* The story tells about all rules. */
  DOCKET_EXPLAIN_ALL = 4,
  /* What is wrong is told as text for people instead of JSON. */
  DOCKET_READABLE = 8
};

/* Tables that were loaded together; they never change. */
typedef struct docket_tables docket_tables;

/* A file whose bytes are at hand. */
typedef struct docket_file {
  /* The name, ending in a zero byte; its extension tells what the bytes are (`prices.csv`), and messages
   * name it. */
  const char *name;
  /* The bytes, which are only read during the call. */
  const char *bytes;
  size_t length;
} docket_file;

/* Loads a file or a folder of tables.
 *
 * `path` ends in a zero byte. Returns null where there is nothing to decide by: no such path, a fault in
 * any of the files, no table. Then, if `problems` is not null, *problems is a text with what is wrong, for the
 * caller to free. Of tables that are loaded *problems holds the warnings, and is null if there are none.
 * The tables belong to the caller, who gives them back with docket_close. */
docket_tables *docket_load(const char *path, int32_t flags, char **problems);

/* Loads tables from memory; tables may refer to each other across the files. Everything else is as with
 * docket_load. */
docket_tables *docket_load_files(const docket_file *files, size_t count, int32_t flags,
                                 char **problems);

/* Gives tables back. Sessions that were opened with them stay usable. */
void docket_close(docket_tables *tables);

/* The decisions, a JSON array of objects with `name`, `label`, `file`, `type`, `rules` and `inputs`, these
 * with `name`, `label` and `type`; labels that are not there are missing. The text belongs to the caller. */
char *docket_decisions(const docket_tables *tables);

/* Decides about one input, a JSON object.
 *
 * `decision` is the name or label of the decision and ends in a zero byte. The answer is JSON: the result, with
 * DOCKET_EXPLAIN the story, or {"error": {"code", "message", "line", "diagnostics"}} with the problems in
 * `diagnostics`; with DOCKET_READABLE an error is a text for people. *failed is 1 for an error and 0 for a
 * result; *answer_length is the length of the answer. The answer belongs to the caller; it is null only
 * where memory is short. */
char *docket_decide(const docket_tables *tables, const char *decision, const char *input,
                    size_t length, int32_t flags, size_t *answer_length, int32_t *failed);

/* Decides about many inputs, one a line; the answers stand in the lines of the same numbers.
 *
 * The calling thread does all the work: who wants several cores cuts the lines and calls from several
 * threads. *failed is 1 where any line became an error, else 0. Errors are always JSON. */
char *docket_decide_lines(const docket_tables *tables, const char *decision, const char *lines,
                          size_t length, int32_t flags, size_t *answer_length, int32_t *failed);

/* Gives back a text that came from this interface as `char *`. */
void docket_free(char *text);

/* ---- Values without JSON ---------------------------------------------------------------------------
 *
 * A program whose inputs are values already spares itself writing and reading JSON: it opens a session for
 * a decision, gives the inputs as a row of items, and gets the result as a row of items.
 *
 *     docket_session *session = docket_open(tables, "admission", DOCKET_PLAIN, &problems);
 *     int32_t age = docket_key(session, "age", 3);
 *     docket_item inputs[] = {{.kind = DOCKET_NAME, .integer = age},
 *                             {.kind = DOCKET_INTEGER, .integer = 42}};
 *     const docket_item *answer;
 *     size_t count;
 *     if (docket_run(session, inputs, 2, &answer, &count) == DOCKET_DONE && answer->kind == DOCKET_TEXT)
 *       printf("%.*s\n", (int)answer->length, answer->text);
 *     docket_end(session);
 */

/* What an item is. */
enum {
  DOCKET_NULL = 0,
  /* `integer` is 1 for true and 0 for false. */
  DOCKET_BOOLEAN = 1,
  /* A number, `integer`. */
  DOCKET_INTEGER = 2,
  /* A number, written in `text` as -12.5 or 1e40; 34 digits are kept. Only numbers that are no
   * integers of 64 bits come out so. */
  DOCKET_DECIMAL = 3,
  /* A text. One that goes in for an input that is a date, a time or a duration is read as such. */
  DOCKET_TEXT = 4,
  /* A day; `integer` is (year * 100 + month) * 100 + day. For years before 1 it is the negative of what it
   * is for the year without its sign. */
  DOCKET_DATE = 5,
  /* `text` is 09:30:00, 09:30:00.5, 09:30:00Z, 09:30:00+02:00 or 09:30:00@Europe/Berlin. */
  DOCKET_TIME = 6,
  /* `text` is 2026-03-01T09:30:00, with the same endings. */
  DOCKET_DATE_AND_TIME = 7,
  /* `text` is P1DT2H30M. */
  DOCKET_DAYS_AND_TIME_DURATION = 8,
  /* `text` is P1Y6M; `integer`, coming out, the number of months. */
  DOCKET_YEARS_AND_MONTHS_DURATION = 9,
  /* A list: its `count` values follow. */
  DOCKET_LIST = 10,
  /* A context: `count` names follow, each with its value behind it. */
  DOCKET_CONTEXT = 11,
  /* The name of an entry: `text`; or of an input: its number in `integer` where `text` is null. Its value
   * follows. */
  DOCKET_NAME = 12,
  /* A range or a function, which only comes out; `text` is it in FEEL. */
  DOCKET_FEEL = 13
};

/* A value, or the beginning of a list or context, or a name. Members that are not named above for its
 * kind are not looked at and come out as zero. */
typedef struct docket_item {
  int32_t kind;
  uint32_t count;
  int64_t integer;
  /* `length` bytes; what comes out ends in a zero byte besides. */
  const char *text;
  size_t length;
} docket_item;

/* Makes one decision again and again, on one thread at a time. */
typedef struct docket_session docket_session;

/* What docket_run returns. */
enum {
  DOCKET_DONE = 0,
  /* There is no result; docket_remarks tells why. */
  DOCKET_FAILED = 1
};

/* Opens a session for a decision, by its name or label, which ends in a zero byte. Returns null where there is
 * no such decision, with *problems as docket_load gives it. The session belongs to the caller, who gives it back
 * with docket_end; it keeps the tables alive. */
docket_session *docket_open(const docket_tables *tables, const char *decision, int32_t flags,
                            char **problems);

/* Gives a session back. */
void docket_end(docket_session *session);

/* The number of an input's name or label, for DOCKET_NAME; -1 where it has to be given as text. */
int32_t docket_key(const docket_session *session, const char *name, size_t length);

/* What `now()` and `today()` are from now on in this session, such as 2026-03-01T12:00:00Z, ending in a zero
 * byte; null means the machine's clock again. Returns 0, or -1 for a text that is no date and time. */
int32_t docket_set_now(docket_session *session, const char *now);

/* Decides about inputs: names (DOCKET_NAME), each followed by its value; `count` is the number of all
 * items, with those inside lists and contexts. The session keeps none of them.
 *
 * *answer is the result, *answer_count the number of its items. They belong to the session and are valid until
 * the next call of docket_run or docket_end with it. Without a result *answer_count is 0. */
int32_t docket_run(docket_session *session, const docket_item *inputs, size_t count,
                   const docket_item **answer, size_t *answer_count);

/* The problems of the last docket_run: errors if it failed; else warnings, such as why something is null.
 * JSON, or with the session's DOCKET_READABLE text for people. The text belongs to the caller. */
char *docket_remarks(const docket_session *session);

#ifdef __cplusplus
}
#endif
#endif
