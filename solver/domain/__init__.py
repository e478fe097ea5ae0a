"""What a week is: frozen values. No input or output, no solver."""
