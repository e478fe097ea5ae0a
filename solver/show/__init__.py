"""Values as text: pure functions, no input or output."""
