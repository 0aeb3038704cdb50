// FEEL: first files follow.
