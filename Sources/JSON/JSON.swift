// JSON: first files follow.
