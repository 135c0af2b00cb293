"""What does a program hold in its hands? A conf or a document as an object, over the same lossless text."""
