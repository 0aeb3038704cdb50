/* The way from Python's values into the engine and back, over docket.h.
 *
 * A dict becomes a row of items, the engine reads them, and the result, a row of items again, becomes Python
 * values: no text is made in between. What is seldom (times, durations, other classes) is turned into
 * something known by the functions that the package gives to `set_hooks`.
 *
 * The interpreter's lock is held while a decision is made, as that takes a microsecond; loading and
 * whole blocks of lines let go of it.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <datetime.h>
#include <docket.h>

/* ---- What the package told --------------------------------------------------------------------------- */

static struct {
  PyObject *load_error;     /* problems as JSON -> exception */
  PyObject *decision_error; /* problems as JSON -> exception */
  PyObject *unknown_error;  /* problems as JSON -> exception */
  PyObject *to_feel;        /* value -> (kind, text), or (-1, value of a known kind) */
  PyObject *from_feel;      /* kind, text -> value */
  PyObject *decimal;        /* decimal.Decimal */
  PyObject *decision_class; /* the class of decision_error's exceptions */
} hooks;

static PyObject *set_hooks(PyObject *module, PyObject *args) {
  PyObject *new[7];
  if (!PyArg_ParseTuple(args, "OOOOOOO", &new[0], &new[1], &new[2], &new[3], &new[4], &new[5], &new[6]))
    return NULL;
  PyObject **old = (PyObject **)&hooks;
  for (int i = 0; i < 7; i++) {
    Py_INCREF(new[i]);
    Py_XSETREF(old[i], new[i]);
  }
  Py_RETURN_NONE;
}

/* Raises what a hook makes of problems, and frees their text. */
static void raise_problems(PyObject *hook, char *problems) {
  PyObject *error = hook ? PyObject_CallFunction(hook, "s", problems ? problems : "[]") : NULL;
  docket_free(problems);
  if (error) {
    PyErr_SetObject((PyObject *)Py_TYPE(error), error);
    Py_DECREF(error);
  } else if (!PyErr_Occurred()) {
    PyErr_SetString(PyExc_RuntimeError, "docket was not initialised");
  }
}

/* ---- Python's values to items ------------------------------------------------------------------------- */

enum { ROOM = 48, DIGITS = 24 };

/* A row of items, and the objects whose texts they point to. */
typedef struct {
  docket_item *items;
  PyObject **held;
  size_t count, room, held_count, held_room;
  docket_item first_items[ROOM];
  PyObject *first_held[ROOM];
  /* Numbers with few digits, as text. */
  char digits[ROOM][DIGITS];
  size_t digits_count;
} Row;

static void row_begin(Row *row) {
  row->items = row->first_items;
  row->held = row->first_held;
  row->count = row->held_count = row->digits_count = 0;
  row->room = row->held_room = ROOM;
}

static void row_end(Row *row) {
  for (size_t i = 0; i < row->held_count; i++) Py_DECREF(row->held[i]);
  if (row->items != row->first_items) PyMem_Free(row->items);
  if (row->held != row->first_held) PyMem_Free(row->held);
}

/* Twice the room for an array that may still be the first one; null where memory is short. */
static void *more(void *array, void *first, size_t size, size_t *room) {
  size_t bytes = *room * size;
  void *larger = array == first ? PyMem_Malloc(2 * bytes) : PyMem_Realloc(array, 2 * bytes);
  if (!larger) {
    PyErr_NoMemory();
    return NULL;
  }
  if (array == first) memcpy(larger, first, bytes);
  *room *= 2;
  return larger;
}

static docket_item *row_add(Row *row, int32_t kind) {
  if (row->count == row->room) {
    docket_item *larger = more(row->items, row->first_items, sizeof *row->items, &row->room);
    if (!larger) return NULL;
    row->items = larger;
  }
  docket_item *item = &row->items[row->count++];
  memset(item, 0, sizeof *item);
  item->kind = kind;
  return item;
}

/* Keeps an object until the row ends; takes over the reference. */
static int row_hold(Row *row, PyObject *object) {
  if (row->held_count == row->held_room) {
    PyObject **larger = more(row->held, row->first_held, sizeof *row->held, &row->held_room);
    if (!larger) {
      Py_DECREF(object);
      return -1;
    }
    row->held = larger;
  }
  row->held[row->held_count++] = object;
  return 0;
}

/* Adds a text, whose reference is taken over. */
static int add_text(Row *row, int32_t kind, PyObject *text) {
  if (!text || row_hold(row, text)) return -1;
  Py_ssize_t length;
  const char *bytes = PyUnicode_AsUTF8AndSize(text, &length);
  docket_item *item = bytes ? row_add(row, kind) : NULL;
  if (!item) return -1;
  item->text = bytes;
  item->length = (size_t)length;
  return 0;
}

/* Adds a number that has at most 15 digits and four of them behind the point, such as a price.
 *
 * If such a decimal is the nearest double's value, it is also its shortest text, as no other decimal of 15 digits
 * means the same double; finding it so takes a tenth of the time. Returns 1 if it is no such number. */
static int add_short_fraction(Row *row, double number) {
  if (row->digits_count == ROOM || !(number > -1e10 && number < 1e10)) return 1;
  int64_t scale = 1;
  for (int places = 1; places <= 4; places++) {
    scale *= 10;
    double scaled = number * (double)scale;
    int64_t whole = (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    if ((double)whole / (double)scale != number) continue;
    char *text = row->digits[row->digits_count++], *end = text + DIGITS, *start = end;
    uint64_t rest = whole < 0 ? (uint64_t)-whole : (uint64_t)whole;
    for (int place = 0; rest || place <= places; place++) {
      if (place == places) *--start = '.';
      *--start = (char)('0' + rest % 10);
      rest /= 10;
    }
    if (whole < 0) *--start = '-';
    docket_item *item = row_add(row, DOCKET_DECIMAL);
    if (!item) return -1;
    item->text = start;
    item->length = (size_t)(end - start);
    return 0;
  }
  return 1;
}

static int add_value(Row *row, PyObject *value);

static int add_list(Row *row, PyObject *value) {
  /* A tuple of its own, as what is called for its items might change a list. */
  PyObject *items = PySequence_Tuple(value);
  if (!items || row_hold(row, items)) return -1;
  Py_ssize_t count = PyTuple_GET_SIZE(items);
  docket_item *item = row_add(row, DOCKET_LIST);
  if (!item) return -1;
  item->count = (uint32_t)count;
  for (Py_ssize_t i = 0; i < count; i++)
    if (add_value(row, PyTuple_GET_ITEM(items, i))) return -1;
  return 0;
}

static int add_dict(Row *row, PyObject *value) {
  docket_item *item = row_add(row, DOCKET_CONTEXT);
  if (!item) return -1;
  size_t place = row->count - 1;
  uint32_t count = 0;
  Py_ssize_t position = 0;
  PyObject *key, *entry;
  while (PyDict_Next(value, &position, &key, &entry)) {
    if (!PyUnicode_Check(key)) {
      PyErr_Format(PyExc_TypeError, "names are str, not %.100s", Py_TYPE(key)->tp_name);
      return -1;
    }
    Py_INCREF(key);
    if (add_text(row, DOCKET_NAME, key)) return -1;
    Py_INCREF(entry);
    int failed = add_value(row, entry);
    Py_DECREF(entry);
    if (failed) return -1;
    count++;
  }
  row->items[place].count = count;
  return 0;
}

/* A value of a kind that only the package knows. */
static int add_rare(Row *row, PyObject *value) {
  PyObject *pair = hooks.to_feel ? PyObject_CallOneArg(hooks.to_feel, value) : NULL;
  if (!pair) return -1;
  int kind;
  PyObject *known;
  int failed = -1;
  if (PyArg_ParseTuple(pair, "iO", &kind, &known)) {
    Py_INCREF(known);
    if (kind >= 0) {
      failed = add_text(row, kind, known);
    } else if (!row_hold(row, known) && !Py_EnterRecursiveCall(" in the inputs of a decision")) {
      failed = add_value(row, known);
      Py_LeaveRecursiveCall();
    }
  }
  Py_DECREF(pair);
  return failed;
}

static int add_value(Row *row, PyObject *value) {
  docket_item *item;
  if (PyUnicode_Check(value)) {
    Py_INCREF(value);
    return add_text(row, DOCKET_TEXT, value);
  }
  if (PyBool_Check(value)) {
    if (!(item = row_add(row, DOCKET_BOOLEAN))) return -1;
    item->integer = value == Py_True;
    return 0;
  }
  if (PyLong_Check(value)) {
    int overflow;
    long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow) return add_text(row, DOCKET_DECIMAL, PyObject_Str(value));
    if (number == -1 && PyErr_Occurred()) return -1;
    if (!(item = row_add(row, DOCKET_INTEGER))) return -1;
    item->integer = number;
    return 0;
  }
  if (value == Py_None) return row_add(row, DOCKET_NULL) ? 0 : -1;
  if (PyFloat_Check(value)) {
    double number = PyFloat_AS_DOUBLE(value);
    if (number > -1e15 && number < 1e15 && number == (double)(int64_t)number) {
      if (!(item = row_add(row, DOCKET_INTEGER))) return -1;
      item->integer = (int64_t)number;
      return 0;
    }
    int status = add_short_fraction(row, number);
    if (status <= 0) return status;
    /* The shortest text that reads back as the same number is what was meant: 0.1 is 0.1. */
    char *text = PyOS_double_to_string(number, 'r', 0, 0, NULL);
    if (!text) return -1;
    PyObject *string = PyUnicode_FromString(text);
    PyMem_Free(text);
    return add_text(row, DOCKET_DECIMAL, string);
  }
  if ((PyObject *)Py_TYPE(value) == hooks.decimal) return add_text(row, DOCKET_DECIMAL, PyObject_Str(value));
  if (PyDate_Check(value) && !PyDateTime_Check(value)) {
    if (!(item = row_add(row, DOCKET_DATE))) return -1;
    item->integer =
        (PyDateTime_GET_YEAR(value) * 100 + PyDateTime_GET_MONTH(value)) * 100 + PyDateTime_GET_DAY(value);
    return 0;
  }
  int isList = PyList_Check(value) || PyTuple_Check(value);
  if (!isList && !PyDict_Check(value)) return add_rare(row, value);
  if (Py_EnterRecursiveCall(" in the inputs of a decision")) return -1;
  int failed = isList ? add_list(row, value) : add_dict(row, value);
  Py_LeaveRecursiveCall();
  return failed;
}

/* ---- Decisions ------------------------------------------------------------------------------------------ */

enum { KEYS = 32 };

typedef struct {
  PyObject_HEAD
  docket_tables *tables;
} Tables;

typedef struct {
  PyObject_HEAD
  PyObject *name;
  PyObject *owner;
  int32_t flags;
  int as_float;
  /* A session that no call uses; a call takes it away while it runs. */
  docket_session *idle;
  /* Names of inputs seen, by their place in the dict, with the engine's numbers of them. */
  PyObject *keys[KEYS];
  int32_t numbers[KEYS];
  /* Names of results seen, by their place. */
  PyObject *names[KEYS];
} Decision;

/* ---- Items to Python's values --------------------------------------------------------------------------- */

typedef struct {
  Decision *decision;
  const docket_item *items;
  size_t count, place;
  int name_place;
} Reader;

static PyObject *read_name(Reader *reader, const docket_item *item) {
  PyObject **known = reader->name_place < KEYS ? &reader->decision->names[reader->name_place++] : NULL;
  if (known && *known) {
    Py_ssize_t length;
    const char *bytes = PyUnicode_AsUTF8AndSize(*known, &length);
    if (bytes && (size_t)length == item->length && !memcmp(bytes, item->text, item->length)) {
      Py_INCREF(*known);
      return *known;
    }
  }
  PyObject *name = PyUnicode_DecodeUTF8(item->text, (Py_ssize_t)item->length, "replace");
  if (name) PyUnicode_InternInPlace(&name);
  if (name && known) {
    Py_INCREF(name);
    Py_XSETREF(*known, name);
  }
  return name;
}

static PyObject *read_decimal(Reader *reader, const docket_item *item) {
  if (!memchr(item->text, '.', item->length) && !memchr(item->text, 'e', item->length))
    return PyLong_FromString(item->text, NULL, 10);
  if (reader->decision->as_float) {
    double number = PyOS_string_to_double(item->text, NULL, NULL);
    return number == -1 && PyErr_Occurred() ? NULL : PyFloat_FromDouble(number);
  }
  return PyObject_CallFunction(hooks.decimal, "s", item->text);
}

static PyObject *read_value(Reader *reader) {
  if (reader->place >= reader->count) {
    PyErr_SetString(PyExc_SystemError, "the result has fewer items than it says");
    return NULL;
  }
  const docket_item *item = &reader->items[reader->place++];
  switch (item->kind) {
  case DOCKET_NULL: Py_RETURN_NONE;
  case DOCKET_BOOLEAN: return PyBool_FromLong(item->integer != 0);
  case DOCKET_INTEGER: return PyLong_FromLongLong(item->integer);
  case DOCKET_DECIMAL: return read_decimal(reader, item);
  case DOCKET_TEXT: return PyUnicode_DecodeUTF8(item->text, (Py_ssize_t)item->length, "replace");
  case DOCKET_DATE: {
    long long digits = item->integer, year = digits / 10000;
    if (year >= 1 && year <= 9999)
      return PyDate_FromDate((int)year, (int)(digits / 100 % 100), (int)(digits % 100));
    if (digits < 0) digits = -digits;
    return PyUnicode_FromFormat("%s%04lld-%02lld-%02lld", item->integer < 0 ? "-" : "", digits / 10000,
                                digits / 100 % 100, digits % 100);
  }
  case DOCKET_LIST: {
    PyObject *list = PyList_New(item->count);
    for (uint32_t i = 0; list && i < item->count; i++) {
      PyObject *value = read_value(reader);
      if (value) PyList_SET_ITEM(list, i, value);
      else Py_CLEAR(list);
    }
    return list;
  }
  case DOCKET_CONTEXT: {
    PyObject *dict = PyDict_New();
    for (uint32_t i = 0; dict && i < item->count && reader->place < reader->count; i++) {
      PyObject *name = read_name(reader, &reader->items[reader->place++]);
      PyObject *value = name ? read_value(reader) : NULL;
      if (!value || PyDict_SetItem(dict, name, value)) Py_CLEAR(dict);
      Py_XDECREF(name);
      Py_XDECREF(value);
    }
    return dict;
  }
  default:
    return PyObject_CallFunction(hooks.from_feel, "is#", item->kind, item->text, (Py_ssize_t)item->length);
  }
}

static PyTypeObject tables_type;

/* ---- One decision ------------------------------------------------------------------------------------------ */

/* The engine's number of an input's name; -1 where it has to be given as text. */
static int32_t number_of(Decision *self, docket_session *session, PyObject *key, Py_ssize_t place) {
  if (place < KEYS && self->keys[place] == key) return self->numbers[place];
  for (Py_ssize_t i = 0; i < KEYS && self->keys[i]; i++)
    if (self->keys[i] == key) return self->numbers[i];
  Py_ssize_t length;
  const char *bytes = PyUnicode_AsUTF8AndSize(key, &length);
  if (!bytes) return -1;
  int32_t number = docket_key(session, bytes, (size_t)length);
  if (number >= 0 && place < KEYS) {
    Py_INCREF(key);
    Py_XSETREF(self->keys[place], key);
    self->numbers[place] = number;
  }
  return number;
}

static int add_inputs(Decision *self, docket_session *session, Row *row, PyObject *inputs) {
  Py_ssize_t position = 0, place = 0;
  PyObject *key, *value;
  while (PyDict_Next(inputs, &position, &key, &value)) {
    if (!PyUnicode_Check(key)) {
      PyErr_Format(PyExc_TypeError, "names of inputs are str, not %.100s", Py_TYPE(key)->tp_name);
      return -1;
    }
    int32_t number = number_of(self, session, key, place++);
    if (number >= 0) {
      docket_item *item = row_add(row, DOCKET_NAME);
      if (!item) return -1;
      item->integer = number;
    } else {
      if (PyErr_Occurred()) return -1;
      Py_INCREF(key);
      if (add_text(row, DOCKET_NAME, key)) return -1;
    }
    Py_INCREF(value);
    int failed = add_value(row, value);
    Py_DECREF(value);
    if (failed) return -1;
  }
  return 0;
}

/* Takes the idle session, or opens one. */
static docket_session *take_session(Decision *self) {
  docket_session *session = self->idle;
  self->idle = NULL;
  if (session) return session;
  const char *name = PyUnicode_AsUTF8(self->name);
  if (!name) return NULL;
  if (!self->owner) {
    PyErr_SetString(PyExc_RuntimeError, "the tables of this decision are gone");
    return NULL;
  }
  char *problems = NULL;
  session = docket_open(((Tables *)self->owner)->tables, name, self->flags, &problems);
  if (session) docket_free(problems);
  else raise_problems(hooks.unknown_error, problems);
  return session;
}

static void give_back(Decision *self, docket_session *session) {
  if (self->idle) docket_end(session);
  else self->idle = session;
}

/* Makes the decision for one dict. */
static PyObject *run_one(Decision *self, docket_session *session, PyObject *inputs) {
  Row row;
  if (!PyDict_Check(inputs)) {
    PyErr_Format(PyExc_TypeError, "inputs are a dict, not %.100s", Py_TYPE(inputs)->tp_name);
    return NULL;
  }
  row_begin(&row);
  PyObject *result = NULL;
  if (!add_inputs(self, session, &row, inputs)) {
    Reader reader = {self, NULL, 0, 0, 0};
    if (docket_run(session, row.items, row.count, &reader.items, &reader.count) == DOCKET_DONE)
      result = read_value(&reader);
    else
      raise_problems(hooks.decision_error, docket_remarks(session));
  }
  row_end(&row);
  return result;
}

/* Sets the clock of a session to what was given; 0 where that is one, or nothing. */
static int set_clock(docket_session *session, PyObject *now) {
  if (!now || now == Py_None) return 0;
  const char *text = PyUnicode_Check(now) ? PyUnicode_AsUTF8(now) : NULL;
  if (text && !docket_set_now(session, text)) return 0;
  if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "now is no date and time such as 2026-03-01T12:00:00Z");
  return -1;
}

static PyObject *run(Decision *self, PyObject *inputs, PyObject *now) {
  docket_session *session = take_session(self);
  if (!session) return NULL;
  PyObject *result = set_clock(session, now) ? NULL : run_one(self, session, inputs);
  if (now && now != Py_None) docket_set_now(session, NULL);
  give_back(self, session);
  return result;
}

/* The error that is set, with the place of its inputs among many; taken from the interpreter. */
static PyObject *take_error(Py_ssize_t place) {
  PyObject *type, *error, *trace;
  PyErr_Fetch(&type, &error, &trace);
  PyErr_NormalizeException(&type, &error, &trace);
  PyObject *index = PyLong_FromSsize_t(place);
  if (!error || !index || PyObject_SetAttrString(error, "index", index)) PyErr_Clear();
  Py_XDECREF(index);
  Py_XDECREF(type);
  Py_XDECREF(trace);
  return error;
}

/* The results for many dicts, by one session. */
static PyObject *run_many(Decision *self, PyObject *inputs, PyObject *now, int returns_errors) {
  /* A tuple of its own, as what is called for a value might change a list. */
  PyObject *rows = PySequence_Tuple(inputs);
  if (!rows) return NULL;
  docket_session *session = take_session(self);
  Py_ssize_t count = PyTuple_GET_SIZE(rows);
  PyObject *results = session && !set_clock(session, now) ? PyList_New(count) : NULL;
  for (Py_ssize_t i = 0; results && i < count; i++) {
    PyObject *result = run_one(self, session, PyTuple_GET_ITEM(rows, i));
    if (!result) {
      int is_refused = hooks.decision_class && PyErr_ExceptionMatches(hooks.decision_class);
      PyObject *error = take_error(i);
      if (is_refused && returns_errors) {
        result = error;
      } else {
        if (error) PyErr_SetObject((PyObject *)Py_TYPE(error), error);
        Py_XDECREF(error);
      }
    }
    if (result) PyList_SET_ITEM(results, i, result);
    else Py_CLEAR(results);
    /* Ctrl-C ends a long list, too. */
    if (results && i % 4096 == 4095 && PyErr_CheckSignals()) Py_CLEAR(results);
  }
  if (session) {
    if (now && now != Py_None) docket_set_now(session, NULL);
    give_back(self, session);
  }
  Py_DECREF(rows);
  return results;
}

/* Reads `inputs` and perhaps `now=` behind `skip` arguments. */
static int arguments(PyObject *const *args, Py_ssize_t count, PyObject *names, Py_ssize_t skip,
                     PyObject **inputs, PyObject **now) {
  *now = NULL;
  Py_ssize_t more = names ? PyTuple_GET_SIZE(names) : 0;
  if (count != skip + 1 || more > 1 ||
      (more && PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names, 0), "now"))) {
    PyErr_SetString(PyExc_TypeError, skip ? "expected a name, a dict of inputs, and perhaps now=…"
                                          : "expected a dict of inputs, and perhaps now=…");
    return -1;
  }
  *inputs = args[skip];
  if (more) *now = args[count];
  return 0;
}

static PyObject *decision_decide(Decision *self, PyObject *const *args, Py_ssize_t count, PyObject *names) {
  PyObject *inputs, *now;
  return arguments(args, count, names, 0, &inputs, &now) ? NULL : run(self, inputs, now);
}

static PyObject *decision_call(Decision *self, PyObject *args, PyObject *keywords) {
  static char *names[] = {"inputs", "now", NULL};
  PyObject *inputs, *now = NULL;
  if (!PyArg_ParseTupleAndKeywords(args, keywords, "O|$O", names, &inputs, &now)) return NULL;
  return run(self, inputs, now);
}

static PyObject *decision_decide_many(Decision *self, PyObject *args, PyObject *keywords) {
  static char *names[] = {"inputs", "now", "return_errors", NULL};
  PyObject *inputs, *now = NULL;
  int returns_errors = 0;
  if (!PyArg_ParseTupleAndKeywords(args, keywords, "O|$Op", names, &inputs, &now, &returns_errors)) return NULL;
  return run_many(self, inputs, now, returns_errors);
}

static PyObject *decision_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
  PyObject *owner, *name;
  int flags = 0, as_float = 0;
  if (!PyArg_ParseTuple(args, "O!U|ip", &tables_type, &owner, &name, &flags, &as_float)) return NULL;
  Decision *self = (Decision *)type->tp_alloc(type, 0);
  if (!self) return NULL;
  Py_INCREF(name);
  Py_INCREF(owner);
  self->name = name;
  self->owner = owner;
  self->flags = flags & ~DOCKET_READABLE;
  self->as_float = as_float;
  docket_session *session = take_session(self);
  if (!session) {
    Py_DECREF(self);
    return NULL;
  }
  give_back(self, session);
  return (PyObject *)self;
}

static int decision_clear(Decision *self) {
  Py_CLEAR(self->owner);
  return 0;
}

static int decision_traverse(Decision *self, visitproc visit, void *arg) {
  Py_VISIT(self->owner);
  return 0;
}

static void decision_dealloc(Decision *self) {
  PyObject_GC_UnTrack(self);
  docket_end(self->idle);
  for (int i = 0; i < KEYS; i++) {
    Py_XDECREF(self->keys[i]);
    Py_XDECREF(self->names[i]);
  }
  Py_XDECREF(self->name);
  Py_XDECREF(self->owner);
  Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *decision_name(Decision *self, void *unused) {
  Py_INCREF(self->name);
  return self->name;
}

static PyMethodDef decision_methods[] = {
    {"decide", (PyCFunction)(void (*)(void))decision_decide, METH_FASTCALL | METH_KEYWORDS,
     "decide(inputs, *, now=None): the result for a dict of inputs."},
    {"decide_many", (PyCFunction)(void (*)(void))decision_decide_many, METH_VARARGS | METH_KEYWORDS,
     "decide_many(inputs, *, now=None, return_errors=False): the results for many dicts, in their order."},
    {NULL}};
static PyGetSetDef decision_members[] = {
    {"name", (getter)decision_name, NULL, "The name by which the decision was asked for."}, {NULL}};

static PyTypeObject decision_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "docket.Decision",
    .tp_doc = "One decision, ready to be made: decision(inputs) is its result.",
    .tp_basicsize = sizeof(Decision),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = decision_new,
    .tp_call = (ternaryfunc)decision_call,
    .tp_dealloc = (destructor)decision_dealloc,
    .tp_traverse = (traverseproc)decision_traverse,
    .tp_clear = (inquiry)decision_clear,
    .tp_methods = decision_methods,
    .tp_getset = decision_members,
};

/* ---- Tables ---------------------------------------------------------------------------------------------- */

/* Files given as (name, bytes) pairs; the array is the caller's to free. */
static docket_file *files_of(PyObject *pairs, Py_ssize_t *count) {
  *count = PyTuple_GET_SIZE(pairs);
  docket_file *files = PyMem_Calloc((size_t)*count + 1, sizeof *files);
  if (!files) PyErr_NoMemory();
  for (Py_ssize_t i = 0; files && i < *count; i++) {
    const char *name, *bytes;
    Py_ssize_t length;
    if (!PyArg_ParseTuple(PyTuple_GET_ITEM(pairs, i), "sy#", &name, &bytes, &length)) {
      PyMem_Free(files);
      return NULL;
    }
    files[i] = (docket_file){name, bytes, (size_t)length};
  }
  return files;
}

static PyObject *tables_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
  const char *path = NULL;
  PyObject *pairs = NULL;
  if (!PyArg_ParseTuple(args, "zO!", &path, &PyTuple_Type, &pairs)) return NULL;
  Py_ssize_t count = 0;
  docket_file *files = NULL;
  if (!path && !(files = files_of(pairs, &count))) return NULL;
  Tables *self = (Tables *)type->tp_alloc(type, 0);
  if (!self) {
    PyMem_Free(files);
    return NULL;
  }
  char *problems = NULL;
  docket_tables *tables;
  Py_BEGIN_ALLOW_THREADS
  tables = path ? docket_load(path, DOCKET_PLAIN, &problems)
                : docket_load_files(files, (size_t)count, DOCKET_PLAIN, &problems);
  Py_END_ALLOW_THREADS
  PyMem_Free(files);
  self->tables = tables;
  if (!tables) {
    Py_DECREF(self);
    raise_problems(hooks.load_error, problems);
    return NULL;
  }
  docket_free(problems);
  return (PyObject *)self;
}

static void tables_dealloc(Tables *self) {
  docket_close(self->tables);
  Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *tables_list(Tables *self, PyObject *unused) {
  char *list = docket_decisions(self->tables);
  PyObject *text = PyUnicode_FromString(list ? list : "[]");
  docket_free(list);
  return text;
}

static PyObject *tables_decide_lines(Tables *self, PyObject *args) {
  const char *decision;
  Py_buffer lines;
  int flags = 0;
  if (!PyArg_ParseTuple(args, "sy*|i", &decision, &lines, &flags)) return NULL;
  char *answers;
  size_t length = 0;
  Py_BEGIN_ALLOW_THREADS
  answers = docket_decide_lines(self->tables, decision, lines.buf, (size_t)lines.len, flags, &length, NULL);
  Py_END_ALLOW_THREADS
  PyBuffer_Release(&lines);
  if (!answers) return PyErr_NoMemory();
  PyObject *bytes = PyBytes_FromStringAndSize(answers, (Py_ssize_t)length);
  docket_free(answers);
  return bytes;
}

static PyMethodDef tables_methods[] = {
    {"_list", (PyCFunction)tables_list, METH_NOARGS, "The decisions as JSON."},
    {"_decide_lines", (PyCFunction)tables_decide_lines, METH_VARARGS, "Answers to JSON lines, as bytes."},
    {NULL}};

static PyTypeObject tables_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "docket._native.Tables",
    .tp_basicsize = sizeof(Tables),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = tables_new,
    .tp_dealloc = (destructor)tables_dealloc,
    .tp_methods = tables_methods,
};

/* ---- The module ------------------------------------------------------------------------------------------- */

static PyMethodDef functions[] = {{"set_hooks", set_hooks, METH_VARARGS, NULL}, {NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "docket._native", NULL, -1, functions};

PyMODINIT_FUNC PyInit__native(void) {
  PyDateTime_IMPORT;
  if (!PyDateTimeAPI || PyType_Ready(&tables_type) || PyType_Ready(&decision_type)) return NULL;
  if (docket_interface() < DOCKET_INTERFACE) {
    PyErr_Format(PyExc_ImportError, "libdocket.so has interface %d, this package needs %d",
                 (int)docket_interface(), DOCKET_INTERFACE);
    return NULL;
  }
  PyObject *module = PyModule_Create(&definition);
  if (!module) return NULL;
  Py_INCREF(&tables_type);
  Py_INCREF(&decision_type);
  if (PyModule_AddObject(module, "Tables", (PyObject *)&tables_type) ||
      PyModule_AddObject(module, "Decision", (PyObject *)&decision_type) ||
      PyModule_AddStringConstant(module, "version", docket_version()) ||
      PyModule_AddIntConstant(module, "STRICT", DOCKET_STRICT) ||
      PyModule_AddIntConstant(module, "EXPLAIN", DOCKET_EXPLAIN) ||
      PyModule_AddIntConstant(module, "EXPLAIN_ALL", DOCKET_EXPLAIN_ALL)) {
    Py_DECREF(module);
    return NULL;
  }
  return module;
}
