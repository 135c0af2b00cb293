"""What does the manual say, and how is a page shown? The pages are ``translator/docs/*.md``; nothing is said twice."""
