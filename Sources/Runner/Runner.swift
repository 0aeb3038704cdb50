// Runner: first files follow.
