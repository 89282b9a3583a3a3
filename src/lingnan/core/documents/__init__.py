"""Making documents: PDF through Typst, sheets (xlsx, CSV), letters (docx). Plain Python, no Django."""
