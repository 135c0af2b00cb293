"""Does check say what libvirt says? Random documents, libvirt's own drivers, and our findings side by side."""
