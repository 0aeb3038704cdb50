/* The floor: commits of SQLite on this disk. One step = INSERT of an event row and UPDATE of a case row of about
   200 bytes, WAL, synchronous=FULL, so many steps a commit.
   cc -O2 -o floor floor.c -lsqlite3; ./floor DIR SECONDS STEPS_PER_COMMIT...; one JSON object a line. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void execute(sqlite3 *db, const char *sql) {
  char *error = 0;
  if (sqlite3_exec(db, sql, 0, 0, &error) != SQLITE_OK) {
    fprintf(stderr, "%s: %s\n", sql, error);
    exit(1);
  }
}

static sqlite3_stmt *prepared(sqlite3 *db, const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, 0) != SQLITE_OK) exit(1);
  return statement;
}

static void step(sqlite3_stmt *statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) exit(2);
  sqlite3_reset(statement);
}

static void run(const char *folder, double seconds, int batch) {
  char path[1024], text[1100];
  snprintf(path, sizeof path, "%s/floor.db", folder);
  const char *endings[] = {"", "-wal", "-shm"};
  for (int i = 0; i < 3; i++) {
    snprintf(text, sizeof text, "%s%s", path, endings[i]);
    unlink(text);
  }
  sqlite3 *db;
  if (sqlite3_open(path, &db)) exit(1);
  execute(db, "PRAGMA journal_mode=WAL");
  execute(db, "PRAGMA synchronous=FULL");
  execute(db, "CREATE TABLE cases(id INTEGER PRIMARY KEY, state TEXT, version INT, data TEXT)");
  execute(db, "CREATE TABLE events(id INTEGER PRIMARY KEY, case_id INT, at INT, what TEXT, data TEXT)");
  execute(db, "BEGIN");
  for (int i = 0; i < 10000; i++) {
    snprintf(text, sizeof text, "INSERT INTO cases VALUES(%d,'new',0,'%0100d')", i, i);
    execute(db, text);
  }
  execute(db, "COMMIT");
  sqlite3_stmt *insert =
      prepared(db, "INSERT INTO events(case_id,at,what,data) VALUES(?1,?2,'moved',?3)");
  sqlite3_stmt *update = prepared(db, "UPDATE cases SET state=?2, version=version+1 WHERE id=?1");
  sqlite3_stmt *begin = prepared(db, "BEGIN IMMEDIATE"), *commit = prepared(db, "COMMIT");
  char data[161];
  memset(data, 'x', 160);
  data[160] = 0;
  unsigned random = 1;
  long commits = 0, rows = 0;
  double start = now();
  while (now() - start < seconds) {
    step(begin);
    for (int k = 0; k < batch; k++, rows++) {
      random = random * 1664525u + 1013904223u;
      int id = (random >> 8) % 10000;
      sqlite3_bind_int(insert, 1, id);
      sqlite3_bind_int64(insert, 2, rows);
      sqlite3_bind_text(insert, 3, data, 160, SQLITE_STATIC);
      step(insert);
      sqlite3_bind_int(update, 1, id);
      sqlite3_bind_text(update, 2, k & 1 ? "review" : "approved", -1, SQLITE_STATIC);
      step(update);
    }
    step(commit);
    commits++;
  }
  double elapsed = now() - start;
  printf("{\"what\": \"floor in C\", \"steps_per_commit\": %d, \"commits_per_s\": %.0f, \"steps_per_s\": %.0f}\n",
         batch, commits / elapsed, rows / elapsed);
  fflush(stdout);
  sqlite3_finalize(insert);
  sqlite3_finalize(update);
  sqlite3_finalize(begin);
  sqlite3_finalize(commit);
  sqlite3_close(db);
}

int main(int count, char **words) {
  if (count < 4) {
    fprintf(stderr, "usage: floor DIR SECONDS STEPS_PER_COMMIT...\n");
    return 64;
  }
  for (int i = 3; i < count; i++) run(words[1], atof(words[2]), atoi(words[i]));
  return 0;
}
