"""Water (智慧水利): water resources, abstraction, function zones. Read manifest.py first."""
