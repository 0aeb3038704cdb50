// Statechart: first files follow.
