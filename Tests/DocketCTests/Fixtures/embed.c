/* Uses every function of docket.h as a program would that embeds it, and as one that does it wrong.
 *
 *     embed TABLES         checks everything; prints what is not as it should be, and ends with 1 if anything is
 *     embed TABLES brief   without the many repetitions, for valgrind
 */
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <docket.h>

static atomic_int faults;

#define CHECK(condition)                                               \
  do {                                                                 \
    if (!(condition)) {                                                \
      fprintf(stderr, "line %d: not so: %s\n", __LINE__, #condition); \
      faults++;                                                        \
    }                                                                  \
  } while (0)

static const char shipping[] =
    "First,in: region,in: order total,in: day:date,out: carrier,out: price\n"
    "1,EU,< 100,-,post,4.90\n"
    "2,EU,>= 100,-,express,null\n"
    "3,\"\"\"DE\"\",\"\"AT\"\"\",-,\">= 2026-01-01\",parcel,12\n"
    "4,-,-,-,freight,-1\n";

static docket_file file(const char *name, const char *text) {
  docket_file file = {name, text, strlen(text)};
  return file;
}

static docket_tables *load_shipping(void) {
  docket_file files[] = {file("shipping.csv", shipping)};
  char *problems = NULL;
  docket_tables *tables = docket_load_files(files, 1, DOCKET_READABLE, &problems);
  if (!tables) fprintf(stderr, "%s\n", problems ? problems : "no tables");
  docket_free(problems);
  return tables;
}

/* The answer to a JSON text is expected to contain something. */
static void expect(const docket_tables *tables, const char *decision, const char *input, int32_t flags,
                   int32_t failure, const char *part, int line) {
  size_t length = 0;
  int32_t failed = -1;
  char *answer =
      docket_decide(tables, decision, input, input ? strlen(input) : 0, flags, &length, &failed);
  if (!answer || failed != failure || length != strlen(answer) || !strstr(answer, part)) {
    fprintf(stderr, "line %d: %s answered %d %s, without %s\n", line, input ? input : "null", failed,
            answer ? answer : "null", part);
    faults++;
  }
  docket_free(answer);
}
#define EXPECT(decision, input, flags, failure, part) \
  expect(tables, decision, input, flags, failure, part, __LINE__)

static void json(const docket_tables *tables) {
  EXPECT("shipping", "{\"region\":\"EU\",\"order total\":40,\"day\":\"2026-01-01\"}", 0, 0,
         "{\"carrier\":\"post\",\"price\":4.9}");
  EXPECT("shipping", "{\"region\":\"EU\",\"order total\":100,\"day\":null}", 0, 0,
         "{\"carrier\":\"express\",\"price\":null}");
  EXPECT("shipping", "{\"region\":\"AT\",\"order total\":1,\"day\":\"2026-03-01\"}", 0, 0, "parcel");
  EXPECT("shipping", "{\"region\":\"EU\",\"order total\":40,\"day\":null}", DOCKET_EXPLAIN, 0, "\"matched\"");
  EXPECT("shipping", "{\"regoin\":\"EU\",\"order total\":40,\"day\":null}", 0, 1, "did you mean");
  EXPECT("shipping", "{\"region\":\"EU\"}", DOCKET_STRICT, 1, "\"error\"");
  EXPECT("shipping", "{\"region\":", 0, 1, "\"line\":1");
  EXPECT("shipping", "{\"region\":", DOCKET_READABLE, 1, "line 1");
  EXPECT("shipping", "[]", DOCKET_READABLE, 1, "mend");
  EXPECT("shipping", NULL, 0, 1, "HTTP-004");
  EXPECT("shiping", "{}", 0, 1, "did you mean \\\"shipping\\\"?");
  EXPECT("shiping", "{}", DOCKET_READABLE, 1, "write \"shipping\"");
  EXPECT(NULL, "{}", 0, 1, "HTTP-008");
  EXPECT("\xff\xfe", "{}", 0, 1, "HTTP-008");
  EXPECT("shipping", "{\"region\":\"\xff\"}", 0, 1, "error");
  expect(NULL, "shipping", "{}", 0, 1, "null pointer", __LINE__);
  char *list = docket_decisions(tables);
  CHECK(list && strstr(list, "\"name\":\"shipping\"") && strstr(list, "\"rules\":4") &&
        strstr(list, "{\"name\":\"day\",\"type\":\"date\"}"));
  docket_free(list);
  list = docket_decisions(NULL);
  CHECK(list && !strcmp(list, "[]"));
  docket_free(list);
}

static void lines(const docket_tables *tables) {
  static const char text[] =
      "{\"region\":\"EU\",\"order total\":40,\"day\":null}\n\n{\"region\":\"XX\",\"order total\":40,\"day\":null}";
  size_t length = 0;
  int32_t failed = -1;
  char *answers = docket_decide_lines(tables, "shipping", text, strlen(text), 0, &length, &failed);
  CHECK(answers && failed == 1 && length == strlen(answers));
  CHECK(answers && strstr(answers, "post") == answers + strlen("{\"carrier\":\""));
  CHECK(answers && strstr(answers, "\n{\"error\":") && strstr(answers, "\"line\":2"));
  CHECK(answers && strstr(answers, "\n{\"carrier\":\"freight\",\"price\":-1}\n"));
  docket_free(answers);
  answers = docket_decide_lines(tables, "shipping", NULL, 0, 0, NULL, NULL);
  CHECK(answers && !*answers);
  docket_free(answers);
}

static docket_item name(const char *text) {
  docket_item item = {DOCKET_NAME, 0, -1, text, strlen(text)};
  return item;
}
static docket_item key(int32_t number) {
  docket_item item = {DOCKET_NAME, 0, number, NULL, 0};
  return item;
}
static docket_item text(int32_t kind, const char *text) {
  docket_item item = {kind, 0, 0, text, strlen(text)};
  return item;
}
static docket_item number(int32_t kind, int64_t number) {
  docket_item item = {kind, 0, number, NULL, 0};
  return item;
}
static docket_item holder(int32_t kind, uint32_t count) {
  docket_item item = {kind, count, 0, NULL, 0};
  return item;
}
static int is(const docket_item *item, int32_t kind, const char *text) {
  return item->kind == kind && item->length == strlen(text) && !strcmp(item->text, text);
}

static void sessions(const docket_tables *tables) {
  char *problems = NULL;
  docket_session *session = docket_open(tables, "shipping", 0, &problems);
  CHECK(session && !problems);
  int32_t region = docket_key(session, "region", 6), total = docket_key(session, "order total", 11),
          day = docket_key(session, "day", 3);
  CHECK(region >= 0 && total >= 0 && day >= 0 && docket_key(session, "weather", 7) == -1);
  const docket_item *answer;
  size_t count;

  docket_item usual[] = {key(region), text(DOCKET_TEXT, "EU"), key(total), number(DOCKET_INTEGER, 40),
                         key(day), number(DOCKET_DATE, 20260301)};
  CHECK(docket_run(session, usual, 6, &answer, &count) == DOCKET_DONE && count == 5);
  CHECK(answer[0].kind == DOCKET_CONTEXT && answer[0].count == 2);
  CHECK(is(&answer[1], DOCKET_NAME, "carrier") && is(&answer[2], DOCKET_TEXT, "post"));
  CHECK(is(&answer[3], DOCKET_NAME, "price") && is(&answer[4], DOCKET_DECIMAL, "4.9"));

  docket_item named[] = {name("day"), text(DOCKET_TEXT, "2026-03-01"), name("region"),
                         text(DOCKET_TEXT, "AT"), name("order total"), text(DOCKET_DECIMAL, "1e2")};
  CHECK(docket_run(session, named, 6, &answer, &count) == DOCKET_DONE && count == 5);
  CHECK(is(&answer[2], DOCKET_TEXT, "parcel") && answer[4].kind == DOCKET_INTEGER && answer[4].integer == 12);

  docket_item strangers[] = {name("region"), text(DOCKET_TEXT, "EU"), name("order total"),
                             number(DOCKET_INTEGER, 100), name("weather"), holder(DOCKET_LIST, 2),
                             number(DOCKET_BOOLEAN, 1), holder(DOCKET_CONTEXT, 1), name("wind"),
                             holder(DOCKET_NULL, 0), name("day"), holder(DOCKET_NULL, 0)};
  CHECK(docket_run(session, strangers, 12, &answer, &count) == DOCKET_DONE);
  CHECK(is(&answer[2], DOCKET_TEXT, "express") && answer[4].kind == DOCKET_NULL);

  docket_item slip[] = {name("regoin"), text(DOCKET_TEXT, "EU")};
  CHECK(docket_run(session, slip, 2, &answer, &count) == DOCKET_FAILED && !answer && !count);
  char *remarks = docket_remarks(session);
  CHECK(remarks && strstr(remarks, "did you mean"));
  docket_free(remarks);

  /* Rows of items that are none. */
  struct {
    docket_item items[4];
    size_t count;
  } wrong[] = {
      {{name("region")}, 1},
      {{text(DOCKET_TEXT, "EU"), name("region")}, 2},
      {{key(99), number(DOCKET_INTEGER, 1)}, 2},
      {{key(-7), number(DOCKET_INTEGER, 1)}, 2},
      {{key(region), holder(DOCKET_LIST, UINT32_MAX)}, 2},
      {{key(region), holder(DOCKET_CONTEXT, 2), name("a"), number(DOCKET_INTEGER, 1)}, 4},
      {{key(region), holder(DOCKET_CONTEXT, 1), number(DOCKET_INTEGER, 1)}, 3},
      {{key(region), number(4711, 1)}, 2},
      {{key(region), number(-1, 1)}, 2},
      {{key(region), number(DOCKET_FEEL, 1)}, 2},
      {{key(total), text(DOCKET_DECIMAL, "12,5")}, 2},
      {{key(total), holder(DOCKET_DECIMAL, 0)}, 2},
      {{key(day), number(DOCKET_DATE, 20260230)}, 2},
      {{key(day), number(DOCKET_DATE, INT64_MIN)}, 2},
      {{key(day), text(DOCKET_DATE_AND_TIME, "yesterday")}, 2},
      {{key(day), text(DOCKET_TIME, "25:00:00")}, 2},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    int32_t status = docket_run(session, wrong[i].items, wrong[i].count, &answer, &count);
    remarks = docket_remarks(session);
    if (status != DOCKET_FAILED || !remarks || !strstr(remarks, "HTTP-004")) {
      fprintf(stderr, "wrong items %zu: %d %s\n", i, status, remarks);
      faults++;
    }
    docket_free(remarks);
  }
  docket_item deep[1002] = {key(region)};
  for (int i = 1; i < 1001; i++) deep[i] = holder(DOCKET_LIST, 1);
  deep[1001] = holder(DOCKET_LIST, 0);
  CHECK(docket_run(session, deep, 1002, &answer, &count) == DOCKET_FAILED);
  CHECK(docket_run(session, usual, 6, &answer, &count) == DOCKET_DONE && count == 5);
  CHECK(docket_run(session, usual, 6, NULL, NULL) == DOCKET_DONE);
  CHECK(docket_run(session, NULL, 6, &answer, &count) == DOCKET_DONE || count == 0);
  CHECK(docket_run(NULL, usual, 6, &answer, &count) == DOCKET_FAILED);
  CHECK(docket_set_now(session, "soon") == -1 && docket_set_now(session, NULL) == 0);
  docket_end(session);

  session = docket_open(tables, "shipping", DOCKET_EXPLAIN, NULL);
  CHECK(docket_run(session, usual, 6, &answer, &count) == DOCKET_DONE && answer->kind == DOCKET_CONTEXT);
  CHECK(is(&answer[1], DOCKET_NAME, "result"));
  docket_end(session);

  CHECK(!docket_open(tables, "shiping", DOCKET_READABLE, &problems) && problems &&
        strstr(problems, "did you mean"));
  docket_free(problems);
  CHECK(!docket_open(NULL, "shipping", 0, NULL) && !docket_open(tables, NULL, 0, NULL));
  CHECK(docket_key(NULL, "a", 1) == -1 && docket_set_now(NULL, "2026-01-01") == -1);
  docket_free(docket_remarks(NULL));
  docket_end(NULL);
}

/* All types of values, through a decision that gives back what it is given. */
static void values(void) {
  static const char model[] =
      "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' name='d' namespace='urn:d'>"
      "<inputData id='i' name='x'><variable name='x'/></inputData>"
      "<decision id='same' name='same'><variable name='same'/>"
      "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
      "<literalExpression><text>{x: x, year: if x instance of date then x.year else null, range: [1..2],"
      " today: today()}</text></literalExpression></decision></definitions>";
  docket_file files[] = {file("same.dmn", model)};
  char *problems = NULL;
  docket_tables *tables = docket_load_files(files, 1, DOCKET_READABLE, &problems);
  if (!tables) {
    fprintf(stderr, "%s\n", problems);
    faults++;
    docket_free(problems);
    return;
  }
  docket_free(problems);
  docket_session *session = docket_open(tables, "same", 0, NULL);
  docket_close(tables);
  const docket_item kinds[] = {
      holder(DOCKET_NULL, 0), number(DOCKET_BOOLEAN, 1), number(DOCKET_INTEGER, INT64_MIN),
      number(DOCKET_INTEGER, INT64_MAX), text(DOCKET_DECIMAL, "0.1"),
      text(DOCKET_DECIMAL, "1234567890123456789012345678901234"), text(DOCKET_TEXT, ""),
      text(DOCKET_TEXT, "Gr\xc3\xb6\xc3\x9f" "e"), number(DOCKET_DATE, 20260301),
      number(DOCKET_DATE, -440315), text(DOCKET_TIME, "09:30:00.5@Europe/Berlin"),
      text(DOCKET_DATE_AND_TIME, "2026-03-01T09:30:00Z"), text(DOCKET_DAYS_AND_TIME_DURATION, "P1DT2H"),
      text(DOCKET_YEARS_AND_MONTHS_DURATION, "P1Y6M"), holder(DOCKET_LIST, 0), holder(DOCKET_CONTEXT, 0),
  };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    docket_item inputs[] = {name("x"), kinds[i]};
    const docket_item *answer;
    size_t count;
    docket_set_now(session, "2026-03-01T12:00:00Z");
    if (docket_run(session, inputs, 2, &answer, &count) != DOCKET_DONE || count != 9) {
      char *remarks = docket_remarks(session);
      fprintf(stderr, "value %zu: %zu items; %s\n", i, count, remarks);
      docket_free(remarks);
      faults++;
      continue;
    }
    const docket_item *value = &answer[2];
    CHECK(value->kind == kinds[i].kind && value->count == kinds[i].count);
    if (kinds[i].text) CHECK(is(value, kinds[i].kind, kinds[i].text));
    else CHECK(value->integer == kinds[i].integer);
    CHECK(answer[6].kind == DOCKET_FEEL && is(&answer[6], DOCKET_FEEL, "[1..2]"));
    CHECK(answer[8].kind == DOCKET_DATE && answer[8].integer == 20260301);
  }
  docket_end(session);
}

static void loading(const char *folder) {
  char *problems = NULL;
  docket_tables *tables = docket_load(folder, DOCKET_READABLE, &problems);
  CHECK(tables);
  if (!tables) fprintf(stderr, "%s\n", problems);
  docket_free(problems);
  docket_close(tables);
  CHECK(!docket_load("/no/such/folder", 0, &problems) && problems && strstr(problems, "\"mend\""));
  docket_free(problems);
  CHECK(!docket_load(NULL, 0, &problems) && problems);
  docket_free(problems);
  CHECK(!docket_load("", 0, NULL));
  docket_file faulty[] = {file("faulty.csv", "First,in: a,out: b\n1,< ,x\n"), file("x.dmn", "<definitions"),
                          {NULL, NULL, 7}};
  CHECK(!docket_load_files(faulty, 3, 0, &problems) && problems && strstr(problems, "\"cell\":\"B2\"") &&
        strstr(problems, "\"file\":\"x.dmn\""));
  docket_free(problems);
  CHECK(!docket_load_files(faulty, 1, DOCKET_READABLE, &problems) && problems && strstr(problems, "faulty.csv[B2]"));
  docket_free(problems);
  CHECK(!docket_load_files(NULL, 3, 0, NULL));
  CHECK(!docket_load_files(faulty, 0, 0, &problems) && problems);
  docket_free(problems);
  docket_close(NULL);
  docket_free(NULL);
}

/* Several threads, one handle; each with calls of its own and a session of its own. */
typedef struct {
  const docket_tables *tables;
  int seed, rounds;
} work;

static void *thread(void *argument) {
  work *work = argument;
  docket_session *session = docket_open(work->tables, "shipping", 0, NULL);
  int32_t region = docket_key(session, "region", 6), total = docket_key(session, "order total", 11);
  for (int i = 0; i < work->rounds; i++) {
    int amount = (work->seed * 7919 + i * 31) % 200;
    char input[100];
    snprintf(input, sizeof input, "{\"region\":\"EU\",\"order total\":%d,\"day\":null}", amount);
    size_t length;
    int32_t failed;
    char *answer = docket_decide(work->tables, "shipping", input, strlen(input), 0, &length, &failed);
    const char *expected = amount < 100 ? "post" : "express";
    CHECK(answer && !failed && strstr(answer, expected));
    docket_free(answer);
    docket_item items[] = {key(region), text(DOCKET_TEXT, "EU"), key(total),
                           number(DOCKET_INTEGER, amount), name("day"), holder(DOCKET_NULL, 0)};
    const docket_item *result;
    size_t count;
    CHECK(docket_run(session, items, 6, &result, &count) == DOCKET_DONE && count == 5 &&
          is(&result[2], DOCKET_TEXT, expected));
    if (i % 16 == 0) {
      answer = docket_decide(work->tables, "shipping", "{", 1, 0, NULL, NULL);
      CHECK(answer && strstr(answer, "error"));
      docket_free(answer);
    }
  }
  docket_end(session);
  return NULL;
}

/* Whatever is given back is free again: use does not grow from round to round. */
static void memory(void) {
  size_t first = 0, last = 0;
  for (int round = 0; round < 60; round++) {
    docket_tables *tables = load_shipping();
    docket_session *session = docket_open(tables, "shipping", DOCKET_EXPLAIN, NULL);
    docket_close(tables);
    docket_item items[] = {name("region"), text(DOCKET_TEXT, "EU"), name("shop"), holder(DOCKET_LIST, 1),
                           text(DOCKET_TEXT, "a text that is too long for one word")};
    for (int i = 0; i < 5; i++) docket_run(session, items, 5, NULL, NULL);
    docket_free(docket_remarks(session));
    docket_end(session);
    last = mallinfo2().uordblks;
    if (round == 9) first = last;
  }
  if (last > first + 64 * 1024) {
    fprintf(stderr, "50 rounds took %zu bytes more\n", last - first);
    faults++;
  }
}

int main(int count, char **words) {
  if (count < 2) return 2;
  int brief = count > 2;
  CHECK(docket_interface() == DOCKET_INTERFACE);
  CHECK(docket_version() && strchr(docket_version(), '.'));
  loading(words[1]);
  docket_tables *tables = load_shipping();
  if (!tables) return 1;
  json(tables);
  lines(tables);
  sessions(tables);
  values();
  if (!brief) memory();
  pthread_t threads[8];
  work works[8];
  for (int i = 0; i < 8; i++) {
    works[i] = (work){tables, i, brief ? 20 : 5000};
    CHECK(!pthread_create(&threads[i], NULL, thread, &works[i]));
  }
  for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
  docket_close(tables);
  if (faults) fprintf(stderr, "%d faults\n", (int)faults);
  return faults ? 1 : 0;
}
