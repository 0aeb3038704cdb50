// SQLite, with shims for what Swift cannot call or name.
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift does not import.
static inline int docket_sqlite3_bind_text(sqlite3_stmt *statement, int index, const void *text, int length) {
  // No address would be NULL, not an empty text.
  return sqlite3_bind_text(statement, index, text ? (const char *)text : "", length, SQLITE_TRANSIENT);
}
static inline int docket_sqlite3_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
  return sqlite3_bind_blob(statement, index, bytes, length, SQLITE_TRANSIENT);
}
// sqlite3_db_config is variadic.
static inline int docket_sqlite3_db_config_flag(sqlite3 *database, int option, int value) {
  return sqlite3_db_config(database, option, value, (int *)0);
}
// So is sqlite3_config.
static inline int docket_sqlite3_config_flag(int option, int value) {
  return sqlite3_config(option, value);
}
