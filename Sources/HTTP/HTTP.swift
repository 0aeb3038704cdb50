// HTTP: first files follow.
