"""The course: manifest, reference solutions, texts, and the notebooks built from them."""
