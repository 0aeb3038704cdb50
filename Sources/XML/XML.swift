// XML: first files follow.
