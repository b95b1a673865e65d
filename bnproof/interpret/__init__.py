"""What a statement means: canonical forms, exact values, LaTeX."""
