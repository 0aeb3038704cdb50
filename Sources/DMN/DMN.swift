// DMN: first files follow.
